package org.revcor.worker;

import org.revcor.inference.NumericPlan;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;

/**
 * What an inference process needs to compute the blocks of a study.
 *
 * @param id the study's id; in an inference process, # and a number follow
 * @param stimuli mean of the noise, and digests of images, bases and decoder
 */
public record StudyDescription(
    String id,
    String specification,
    NumericPlan plan,
    int rowValues,
    String observerName,
    String observer,
    String stimuli) {
  public StudyDescription with(String otherId, String json) {
    return new StudyDescription(otherId, json, plan, rowValues, observerName, observer, stimuli);
  }

  public static StudyDescription of(String id, PreparedStudy study) {
    return new StudyDescription(
        id,
        StudyFile.toJson(study.specification()).toString(),
        study.plan(),
        study.rowValues(),
        study.observer().description().name(),
        study.observer().description().digest(),
        study.sources());
  }
}
