package org.revcor.calibration;

/** What there is for an observer. */
public sealed interface Lookup {
  /** A calibration of this machine and engine. */
  record Found(Calibration calibration) implements Lookup {}

  /**
   * None that may be used.
   *
   * @param reason a clause, such as {@code there is no calibration of mnist-cnn}
   */
  record None(String reason) implements Lookup {}
}
