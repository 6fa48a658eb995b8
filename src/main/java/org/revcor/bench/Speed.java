package org.revcor.bench;

/**
 * How fast all lanes were together.
 *
 * @param perSecond trials a second
 * @param processorMicros processor time of the process for a trial, in microseconds
 */
public record Speed(double perSecond, double processorMicros) {
  /**
   * The speed over two times of equal length.
   *
   * @param other the speed over the other one
   * @return trials of both by their whole time, and processor time of both by their trials
   */
  Speed averagedWith(Speed other) {
    double trials = perSecond + other.perSecond;
    double processor = perSecond * processorMicros + other.perSecond * other.processorMicros;
    return new Speed(trials / 2, processor / trials);
  }
}
