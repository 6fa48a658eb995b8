package org.revcor.server;

import java.time.Duration;

/**
 * A limit on an amount per time, as a token bucket: it fills at a constant rate, and what it holds
 * can be taken at once. Thread-safe.
 */
final class RateLimit {
  private final double max;
  private final double perNano;
  private double level;
  private long filledAt;

  /**
   * @param max amount per interval, and the most that can be taken at once
   * @param now time in nanoseconds, of any origin, as of the other methods
   */
  RateLimit(long max, Duration interval, long now) {
    this.max = max;
    this.perNano = max / (double) interval.toNanos();
    this.level = max;
    this.filledAt = now;
  }

  /**
   * Takes an amount if it is there.
   *
   * @return time until it is; zero if it was taken
   */
  synchronized Duration take(long amount, long now) {
    level = Math.min(max, level + (now - filledAt) * perNano);
    filledAt = now;
    if (amount > level) {
      return Duration.ofNanos((long) Math.ceil((amount - level) / perNano));
    }
    level -= amount;
    return Duration.ZERO;
  }

  /** Gives back what was taken and not used. */
  synchronized void giveBack(long amount) {
    level += amount;
  }
}
