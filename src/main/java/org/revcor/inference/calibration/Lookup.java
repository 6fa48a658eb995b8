package org.revcor.inference.calibration;

/** The result of looking up the calibration of an observer. */
public sealed interface Lookup {
  /** A calibration of this machine and engine. */
  record Found(Calibration calibration) implements Lookup {}

  /**
   * No usable calibration.
   *
   * @param reason a clause, such as {@code there is no calibration of mnist-cnn}
   */
  record None(String reason) implements Lookup {}
}
