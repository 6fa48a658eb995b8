package org.revcor.analysis.psychometric;

import java.util.OptionalDouble;

/**
 * Response rate by stimulus strength, {@code guess + (1 - guess - lapse)·F(x)} (Wichmann and Hill,
 * 2001, Eq 1).
 *
 * @param shape F
 * @param threshold x with half of the rise, F = 1/2
 * @param spread sd of the normal distribution that is as steep as F at the threshold, in units of x
 * @param guess rate without a signal, in [0,1]
 * @param lapse 1 minus the rate of the strongest signal, in [0,1]
 */
public record PsychometricFunction(
    PsychometricShape shape, double threshold, double spread, double guess, double lapse) {
  /** Returns the rate at x. */
  public double at(double x) {
    return guess + (1 - guess - lapse) * shape.rise(x, threshold, spread);
  }

  /** Returns the slope of F at the threshold, per unit of x. */
  public double slope() {
    return PsychometricShape.STEEPNESS / spread;
  }

  /** Returns the x with a rate; empty if the function never reaches it. */
  public OptionalDouble where(double rate) {
    double share = (rate - guess) / (1 - guess - lapse);
    return share > 0 && share < 1
        ? OptionalDouble.of(shape.where(share, threshold, spread))
        : OptionalDouble.empty();
  }
}
