package org.revcor.worker;

import org.revcor.inference.NumericPlan;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;

/**
 * What an inference process needs to compute the blocks of a study.
 *
 * @param id name of the study, unique among those that use the process
 * @param specification the study as JSON
 * @param observer digest of the network
 * @param stimuli digest of the images, the basis or the decoder; "" for white noise
 */
record StudyTask(
    String id, String specification, NumericPlan plan, String observer, String stimuli) {
  static StudyTask of(String id, PreparedStudy study) {
    return new StudyTask(
        id,
        StudyFile.toJson(study.specification()).toString(),
        study.plan(),
        study.observer().description().digest(),
        study.stimulus().digest());
  }
}
