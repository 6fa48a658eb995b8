package org.revcor.study.plan;

import org.revcor.inference.StudyInference;

/** The lanes that studies share, of this process or of another one. Thread-safe. */
public interface Lanes {
  /** Returns the number of lanes. */
  int count();

  /**
   * Returns the inference of a study.
   *
   * @param id name of the study, unique among those that use the lanes
   */
  StudyInference of(String id, PreparedStudy study);
}
