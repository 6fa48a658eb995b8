package org.revcor.study.plan;

import org.revcor.InvalidInputException;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.calibration.Calibrations;
import org.revcor.inference.calibration.Lookup;
import org.revcor.observer.ObserverDescription;
import org.revcor.study.specification.BatchSize;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StudySpecification;

/** The source of a calibrated batch size. */
sealed interface BatchSizes {
  /** The source for a new study: the calibration of the observer on this machine. */
  record FromCalibration(Calibrations calibrations) implements BatchSizes {}

  /** The source for a study that was started before: its plan, regardless of later calibrations. */
  record FromPlan(NumericPlan plan) implements BatchSizes {}

  /**
   * Returns the maximum number of trials of a batch. On a GPU, a study without a batch size uses
   * the calibrated one if it exists.
   *
   * @throws InvalidInputException if the study requires a calibration and none exists
   */
  default int maxBatchSize(
      StudySpecification specification, ObserverDescription observer, Platform platform) {
    int standard = NumericPlan.standardBatch(platform, observer.values());
    return switch (specification.numerics().batchSize()) {
      case BatchSize.AtMost(int trials) -> trials;
      case BatchSize.Default any when !platform.onGpus() ->
          this instanceof FromPlan(NumericPlan plan)
              ? Math.max(standard, plan.batchSize())
              : standard;
      case BatchSize.Default any ->
          switch (this) {
            case FromPlan(NumericPlan plan) -> plan.batchSize();
            case FromCalibration(Calibrations calibrations) ->
                switch (calibrations.of(observer)) {
                  case Lookup.Found(var calibration) -> calibration.batchSize();
                  case Lookup.None none -> standard;
                };
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
