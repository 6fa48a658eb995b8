package org.revcor.server;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Executor of requests that take much processor time or memory: maps, files of results, reports,
 * previews and study files. It has threads of its own and refuses requests if too many wait.
 * Thread-safe.
 */
final class LargeRequests implements Executor {
  /** Path of the dispatcher in the settings of Pekko; exports use it directly. */
  static final String DISPATCHER = "revcor.large-request-dispatcher";

  private static final int DEFAULT_MAX = 64;

  private final Executor threads;
  private final int max;
  private final AtomicInteger accepted = new AtomicInteger();

  LargeRequests(Executor threads) {
    this(threads, DEFAULT_MAX);
  }

  /**
   * @param max maximum number of requests that wait or are in progress
   */
  LargeRequests(Executor threads, int max) {
    this.threads = threads;
    this.max = max;
  }

  /**
   * Performs a part of a request.
   *
   * @throws ProblemException if too many wait
   */
  @Override
  public void execute(Runnable task) {
    if (accepted.incrementAndGet() > max) {
      accepted.decrementAndGet();
      throw ProblemException.unavailable(words() + "; try again");
    }
    threads.execute(
        () -> {
          try {
            task.run();
          } finally {
            accepted.decrementAndGet();
          }
        });
  }

  /** Returns whether further requests are refused now. */
  boolean isExhausted() {
    return accepted.get() >= max;
  }

  /** Describes the exhausted pool. */
  String words() {
    return "%d large requests (maps, results, previews, study files) are in progress, the maximum"
        .formatted(max);
  }
}
