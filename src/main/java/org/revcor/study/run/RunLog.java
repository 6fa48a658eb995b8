package org.revcor.study.run;

import java.util.List;
import org.revcor.RevcorException;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudySpecification.BatchSize;
import org.slf4j.Logger;

/** Logs the start and the failure of a run. */
record RunLog(Logger logger, String id, PreparedStudy study) {

  /** Logs the warnings of a start, and a batch size that comes from a calibration. */
  void started(List<String> warnings) {
    warnings.forEach(logger::warn);
    if (study.specification().numerics().batchSize() instanceof BatchSize.Calibrated) {
      logger.info(
          "study {} uses batches of {} trials, which split half a block of {} by the calibration of"
              + " {}",
          id,
          study.plan().batchSize(),
          study.plan().blockSize(),
          study.observer().description().name());
    }
  }

  /** Logs a failure, with its stack trace if it is a bug. */
  void failed(Throwable cause) {
    if (cause instanceof RevcorException) {
      logger.warn("study {} failed: {}", id, cause.getMessage());
    } else {
      logger.error("study {} failed", id, cause);
    }
  }
}
