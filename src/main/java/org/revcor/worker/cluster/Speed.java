package org.revcor.worker.cluster;

/** The trials per second that a worker shows: a mean in which the last seconds count most. */
final class Speed {
  private static final double WEIGHT_OF_LAST_SECOND = .3;

  /** A worker that shows less is idle. */
  private static final double MIN_SHOWN = .05;

  private long trials;
  private double mean;

  void add(long shown) {
    trials += shown;
  }

  /** Ends a second. */
  void tick() {
    mean = (1 - WEIGHT_OF_LAST_SECOND) * mean + WEIGHT_OF_LAST_SECOND * trials;
    trials = 0;
  }

  double trialsPerSecond() {
    return mean < MIN_SHOWN ? 0 : mean;
  }
}
