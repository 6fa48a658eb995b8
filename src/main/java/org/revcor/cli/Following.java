package org.revcor.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for long work and tells how far it is: often on a terminal, else every few seconds. */
final class Following {
  private static final Duration REDRAW = Duration.ofMillis(250);
  private static final Duration LINE = Duration.ofSeconds(5);

  private Following() {}

  /**
   * Returns when the work has ended, or the thread is interrupted.
   *
   * @param tell tells how far it is
   */
  static void toTheEndOf(CompletableFuture<?> work, boolean terminal, Runnable tell) {
    Duration pause = terminal ? REDRAW : LINE;
    while (!endsWithin(work, pause)) {
      tell.run();
    }
  }

  private static boolean endsWithin(CompletableFuture<?> end, Duration time) {
    try {
      end.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException goesOn) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
