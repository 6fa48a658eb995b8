package org.revcor.study.specification;

/** How many trials a study asks to have shown at once; its numeric plan tells what came of it. */
public sealed interface BatchSize {
  /** What suits the device. */
  BatchSize STANDARD = new Standard();

  /** What was found best for observer and machine by {@code revcor calibrate}. */
  BatchSize CALIBRATED = new Calibrated();

  /** Nothing was asked. */
  record Standard() implements BatchSize {}

  /** That of the calibration. */
  record Calibrated() implements BatchSize {
    /** As study files have it. */
    public static final String WORD = "calibrated";
  }

  /**
   * A number of the user's own.
   *
   * @param trials shown at once at most, from 1
   */
  record Most(int trials) implements BatchSize {}
}
