package org.revcor.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for work and reports progress: every 250 ms on a terminal, else every 5 seconds. */
final class ProgressPolling {
  private static final Duration TERMINAL_INTERVAL = Duration.ofMillis(250);
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

  private ProgressPolling() {}

  /**
   * Waits until the work ends or the thread is interrupted.
   *
   * @param report prints the progress
   */
  static void await(CompletableFuture<?> work, boolean terminal, Runnable report) {
    Duration pause = terminal ? TERMINAL_INTERVAL : LOG_INTERVAL;
    while (!endsWithin(work, pause)) {
      report.run();
    }
  }

  private static boolean endsWithin(CompletableFuture<?> end, Duration time) {
    try {
      end.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillRunning) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
