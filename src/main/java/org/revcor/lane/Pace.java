package org.revcor.lane;

/**
 * How fast threads worked that did the same all at once.
 *
 * @param threads number of threads
 * @param trials trials of all threads together
 * @param perSecond trials a second of wall time: the sum of what each thread made in its own time
 * @param processorSeconds processor time of these threads
 */
public record Pace(int threads, long trials, double perSecond, double processorSeconds) {
  /** Wall time of one thread for a trial, in microseconds. */
  public double microsPerTrial() {
    return threads * 1e6 / perSecond;
  }
}
