package org.revcor.study;

import org.revcor.InvalidInputException;
import org.revcor.calibration.Calibrations;
import org.revcor.calibration.Lookup;
import org.revcor.lane.NumericPlan;
import org.revcor.lane.Platform;
import org.revcor.observer.ObserverDescription;
import org.revcor.specification.BatchSize;
import org.revcor.specification.ObserverReference;
import org.revcor.specification.StudySpecification;

/** Where a calibrated batch size comes from. */
sealed interface BatchSizes {
  /** Of a study that begins: a calibration of observer and machine. */
  record Found(Calibrations calibrations) implements BatchSizes {}

  /** Of a study that was begun before: its plan, whatever was calibrated since. */
  record Planned(NumericPlan plan) implements BatchSizes {}

  /**
   * Most trials of a batch. On a GPU a study that names no number has the calibrated one, where
   * there is any.
   *
   * @throws InvalidInputException if a calibration is asked for, and there is none
   */
  default int mostAtOnce(
      StudySpecification specification, ObserverDescription observer, Platform platform) {
    int standard = NumericPlan.standardBatch(platform);
    return switch (specification.batchSize()) {
      case BatchSize.Most(int trials) -> trials;
      case BatchSize.Standard any when !platform.onGpus() -> standard;
      case BatchSize.Standard any ->
          switch (this) {
            case Planned(NumericPlan plan) -> plan.batchSize();
            case Found(Calibrations calibrations) ->
                switch (calibrations.of(observer)) {
                  case Lookup.Found(var calibration) -> calibration.batchSize();
                  case Lookup.None none -> standard;
                };
          };
      case BatchSize.Calibrated calibrated ->
          switch (this) {
            case Planned(NumericPlan plan) -> plan.batchSize();
            case Found(Calibrations calibrations) ->
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
