package org.revcor.study.run;

import java.time.Duration;
import java.util.Optional;

/**
 * Delays between requests to a server that is unavailable.
 *
 * @param failures number of requests in a row that failed
 */
record Backoff(int failures) {
  static final Backoff NONE = new Backoff(0);

  private static final Duration MIN_DELAY = Duration.ofMillis(250);
  private static final Duration MAX_DELAY = Duration.ofSeconds(30);
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(10);

  /** Number of failures from which on a study is shown as waiting. */
  private static final int MIN_SHOWN = 3;

  Backoff next() {
    return new Backoff(Math.min(failures + 1, Integer.SIZE));
  }

  /**
   * Returns the delay after the last failure: doubled each time, or longer if the server wants
   * that.
   *
   * @param retryAfter time that the server states; at most ten minutes of it are used
   */
  Duration delay(Optional<Duration> retryAfter) {
    long factor = 1L << Math.max(0, failures - 1);
    Duration standard = min(MIN_DELAY.multipliedBy(factor), MAX_DELAY);
    return retryAfter.map(wanted -> max(standard, min(wanted, MAX_RETRY_AFTER))).orElse(standard);
  }

  /** Returns whether a study is shown as waiting. */
  boolean isShown(Duration delay) {
    return failures >= MIN_SHOWN || delay.compareTo(Duration.ofSeconds(1)) >= 0;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
