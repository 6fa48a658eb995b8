package org.revcor.study.specification;

/** The batch size that a study requests. The numeric plan records the batch size that is used. */
public sealed interface BatchSize {
  /** The default batch size of the device. */
  BatchSize DEFAULT = new Default();

  /** The batch size that {@code revcor calibrate} measured for the observer on this machine. */
  BatchSize CALIBRATED = new Calibrated();

  /** No requested batch size. */
  record Default() implements BatchSize {}

  /** The calibrated batch size. */
  record Calibrated() implements BatchSize {
    /** The word for it in study files. */
    public static final String WORD = "calibrated";
  }

  /**
   * A batch size that the user sets.
   *
   * @param trials maximum number of trials in a batch, at least 1
   */
  record AtMost(int trials) implements BatchSize {}
}
