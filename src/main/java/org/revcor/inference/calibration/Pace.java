package org.revcor.inference.calibration;

/**
 * The speed of concurrent threads that repeat the same step.
 *
 * @param threads number of threads
 * @param trials trials of all threads together
 * @param perSecond sum of the trials per second of each thread, by wall time
 * @param processorSeconds processor time of all threads
 */
public record Pace(int threads, long trials, double perSecond, double processorSeconds) {
  /** Returns the wall time per trial of one thread, in microseconds. */
  public double microsPerTrial() {
    return threads * 1e6 / perSecond;
  }
}
