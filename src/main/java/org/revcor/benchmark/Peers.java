package org.revcor.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.revcor.benchmark.Options.PeerCommand;

/** Runs peers one after another, all copies of a peer at once. */
final class Peers {
  private final List<PeerProcess> running = new ArrayList<>();
  private boolean stopped;

  /**
   * Runs a peer and returns the trials per second of all copies together.
   *
   * @throws org.revcor.InvalidInputException if a copy fails or prints no speed; the other copies
   *     are killed
   * @throws CancellationException if it was stopped
   */
  double perSecond(PeerCommand peer) {
    AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
    List<CompletableFuture<Double>> ends =
        start(peer).stream()
            .map(copy -> copy.end().whenComplete((speed, failure) -> endAll(failure, first)))
            .toList();
    try {
      return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
          .thenApply(done -> ends.stream().mapToDouble(CompletableFuture::join).sum())
          .join();
    } catch (CompletionException failed) {
      throw isStopped() ? new CancellationException() : cause(first.get(), failed);
    } finally {
      endAll();
    }
  }

  /** Kills all copies and stores the first failure: the killed copies fail as well. */
  private void endAll(@Nullable Throwable failure, AtomicReference<@Nullable Throwable> first) {
    if (failure != null && first.compareAndSet(null, failure)) {
      endAll();
    }
  }

  private static RuntimeException cause(@Nullable Throwable first, CompletionException otherwise) {
    return first instanceof CompletionException wrapped
            && wrapped.getCause() instanceof RuntimeException cause
        ? cause
        : otherwise;
  }

  private synchronized List<PeerProcess> start(PeerCommand peer) {
    if (stopped) {
      throw new CancellationException();
    }
    for (int i = 0; i < peer.copies(); i++) {
      running.add(PeerProcess.start(peer));
    }
    return List.copyOf(running);
  }

  private synchronized void endAll() {
    running.forEach(PeerProcess::close);
    running.clear();
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Kills all copies; no peer can start after this. */
  synchronized void stop() {
    stopped = true;
    endAll();
  }
}
