package org.revcor.worker.cluster;

import java.time.Instant;

/** The time of the last message of a worker, which is lost after some seconds without a message. */
final class Contact {
  private Instant last = Instant.now();
  private int silentSeconds;
  private boolean isLost;

  /** Records a message, and returns whether the worker was lost until now. */
  boolean recordMessage() {
    boolean wasLost = isLost;
    last = Instant.now();
    silentSeconds = 0;
    isLost = false;
    return wasLost;
  }

  /** Counts a second, and returns whether the worker is lost with it. */
  boolean tick() {
    boolean wasLost = isLost;
    silentSeconds++;
    isLost = silentSeconds > ClusterTimes.WORKER_SILENCE.toSeconds();
    return isLost && !wasLost;
  }

  boolean isLost() {
    return isLost;
  }

  /** Returns whether the worker was lost so long ago that it is not listed. */
  boolean isOver() {
    return silentSeconds > ClusterTimes.LISTED.toSeconds();
  }

  Instant last() {
    return last;
  }
}
