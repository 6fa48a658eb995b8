package org.revcor.benchmark;

/**
 * The speed of all lanes together.
 *
 * @param perSecond trials per second
 * @param processorMicros processor time of the process per trial, in microseconds
 */
public record Speed(double perSecond, double processorMicros) {
  /**
   * Returns the speed over this and another interval of equal length.
   *
   * @param other speed over the other interval
   */
  Speed averagedWith(Speed other) {
    double trials = perSecond + other.perSecond;
    double processor = perSecond * processorMicros + other.perSecond * other.processorMicros;
    return new Speed(trials / 2, processor / trials);
  }
}
