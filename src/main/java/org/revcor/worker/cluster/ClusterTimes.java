package org.revcor.worker.cluster;

import java.time.Duration;

/**
 * Intervals and timeouts of pool and workers, in ascending order. {@code ClusterTimesTest} has what
 * must hold between them, and between them and {@code cluster.conf}.
 */
final class ClusterTimes {
  /** A worker renews its leases, and the pool gives tasks again, at this interval. */
  static final Duration TICK = Duration.ofSeconds(1);

  /** Pause of a worker without a server before it joins again. */
  static final Duration JOIN_PAUSE = Duration.ofSeconds(1);

  /** Age of a lease from which an idle worker gets the task as well. */
  static final Duration MIN_SHARED_AGE = Duration.ofSeconds(2);

  /** A granted task must appear in this time among those that its worker has. */
  static final Duration MAX_TRANSFER = Duration.ofSeconds(5);

  /** A worker without a message for so long is lost. */
  static final Duration WORKER_SILENCE = Duration.ofSeconds(10);

  /** A result without confirmation is sent again after this time. */
  static final Duration CONFIRMATION = Duration.ofSeconds(10);

  /** A worker that finds no server in this time begins again. */
  static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);

  /** A pool without a message for so long is lost: its worker drops its tasks. */
  static final Duration POOL_SILENCE = Duration.ofSeconds(20);

  /** A worker leaves actors behind that do not end in this time after their last shutdown phase. */
  static final Duration TERMINATION = Duration.ofSeconds(20);

  /** A worker that cannot fetch the files of a study gets no tasks of it for so long. */
  static final Duration FETCH_PAUSE = Duration.ofSeconds(30);

  /** A worker whose inference process does not start gets no tasks of a study for so long. */
  static final Duration START_PAUSE = Duration.ofSeconds(5);

  /** The server replies in this time with a list of files, or the beginning of a file. */
  static final Duration FILE_TIMEOUT = Duration.ofMinutes(2);

  /** A lost worker is listed for so long. */
  static final Duration LISTED = Duration.ofMinutes(10);

  private ClusterTimes() {}
}
