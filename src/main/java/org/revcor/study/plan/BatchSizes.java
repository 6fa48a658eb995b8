package org.revcor.study.plan;

import org.revcor.InvalidInputException;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.calibration.Calibrations;
import org.revcor.inference.calibration.Calibrations.Lookup;
import org.revcor.observer.ObserverSource;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.StudySpecification.BatchSize;

/** The source of a calibrated batch size. */
sealed interface BatchSizes {
  /** A smaller fixed batch is run several times for a batch of the plan, which costs time, too. */
  int MIN_BATCH = 32;

  /** Most images of a batch for another runtime than the engine, which is faster in its caches. */
  int MAX_RUNTIME_BATCH = 64;

  /** Most values of such a batch. */
  int MAX_RUNTIME_VALUES = 1 << 18;

  /** The source for a new study: the calibration of the observer on this machine. */
  record FromCalibration(Calibrations calibrations) implements BatchSizes {}

  /** The source for a study that was started before: its plan, regardless of later calibrations. */
  record FromPlan(NumericPlan plan) implements BatchSizes {}

  /**
   * Returns the maximum number of trials of a batch. A study without a batch size uses the fixed
   * batch of its network, or a multiple of a small one. On a GPU, it uses the calibrated batch size
   * if it exists.
   *
   * @throws InvalidInputException if the study requires a calibration and none exists
   */
  default int maxBatchSize(
      StudySpecification specification, ObserverSource observer, Platform platform) {
    return switch (specification.numerics().batchSize()) {
      case BatchSize.AtMost(int trials) -> trials;
      case BatchSize.Default any ->
          switch (this) {
            case FromPlan(NumericPlan plan) -> plan.batchSize();
            case FromCalibration(Calibrations calibrations) ->
                platform.onGpus()
                        && observer.fixedBatch().isEmpty()
                        && calibrations.of(observer) instanceof Lookup.Found(var calibration)
                    ? calibration.batchSize()
                    : standard(observer, platform);
          };
      case BatchSize.Calibrated calibrated ->
          switch (this) {
            case FromPlan(NumericPlan plan) -> plan.batchSize();
            case FromCalibration(Calibrations calibrations) ->
                switch (calibrations.of(observer)) {
                  case Lookup.Found(var calibration) -> calibration.batchSize();
                  case Lookup.None(String reason) -> throw missing(specification, reason);
                };
          };
    };
  }

  private static int standard(ObserverSource observer, Platform platform) {
    int values = observer.description().values();
    if (observer.fixedBatch().isPresent()) {
      int fixed = observer.fixedBatch().getAsInt();
      return fixed * Math.max(1, MIN_BATCH / fixed);
    }
    return observer.runtime().isPresent()
        ? Math.clamp(MAX_RUNTIME_VALUES / values, 1, MAX_RUNTIME_BATCH)
        : NumericPlan.standardBatch(platform, values);
  }

  private static InvalidInputException missing(StudySpecification specification, String reason) {
    return new InvalidInputException(
        "study.batch-size",
        "%s, and %s".formatted(BatchSize.Calibrated.WORD, reason),
        "a number or left out, unless %s finds one"
            .formatted(
                specification.observer() instanceof ObserverReference.Named(String model)
                    ? "revcor calibrate --observer " + model
                    : "revcor calibrate, given this study's file,"));
  }
}
