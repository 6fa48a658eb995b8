package org.revcor.study.run;

/**
 * Trials per second of a running study: a mean in which older trials count exponentially less. Its
 * time constant is 30 s and a fifth of the time so far, so that long blocks do not change it much.
 *
 * @param trials trials so far
 * @param seconds running time so far
 * @param elapsed seconds since the start or resumption
 * @param weighted weighted number of trials
 * @param weightedSeconds weighted time in which they were shown
 */
record Pace(long trials, double seconds, double elapsed, double weighted, double weightedSeconds) {
  private static final double MIN_SECONDS = 30;
  private static final double SHARE = 0.2;

  /** Returns the pace of a study that starts or resumes after so many trials and seconds. */
  static Pace from(long trials, double seconds) {
    return new Pace(trials, seconds, 0, 0, 0);
  }

  /**
   * Returns the pace after more trials.
   *
   * @param allTrials trials of the study so far
   * @param allSeconds running time of the study so far
   */
  Pace at(long allTrials, double allSeconds) {
    double taken = Math.max(0, allSeconds - seconds);
    double kept = Math.exp(-taken / (MIN_SECONDS + SHARE * (elapsed + taken)));
    return new Pace(
        allTrials,
        allSeconds,
        elapsed + taken,
        kept * weighted + allTrials - trials,
        kept * weightedSeconds + taken);
  }

  /** Returns the pace after time in which no lane could take blocks, which does not count. */
  Pace waitedUntil(double allSeconds) {
    return new Pace(trials, Math.max(seconds, allSeconds), elapsed, weighted, weightedSeconds);
  }

  /** Returns trials per second; NaN before the first trials. */
  double trialsPerSecond() {
    return weighted > 0 && weightedSeconds > 0 ? weighted / weightedSeconds : Double.NaN;
  }
}
