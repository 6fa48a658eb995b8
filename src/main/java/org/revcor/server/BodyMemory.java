package org.revcor.server;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Bounds the bytes of request bodies that are in memory, over all requests. Thread-safe. */
final class BodyMemory {
  /** Parsed JSON takes up to about 30 times the bytes of its text, as in {@code [{},{},{}]}. */
  private static final int PARSED_BYTES = 32;

  private static final int SHARE_OF_HEAP = 4;

  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  BodyMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Returns a bound at which parsed bodies take at most a quarter of the heap. */
  static BodyMemory ofHeap() {
    return new BodyMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / PARSED_BYTES);
  }

  /**
   * Handles a request whose body is in memory until the response. A body that is larger than the
   * bound is accepted alone.
   *
   * @param bytes size of the body; 0 for none
   * @throws ProblemException if other requests use the memory
   */
  <T> CompletionStage<T> hold(long bytes, Supplier<CompletionStage<T>> handler) {
    reserve(bytes);
    try {
      return handler.get().whenComplete((response, failure) -> used.addAndGet(-bytes));
    } catch (RuntimeException refused) {
      used.addAndGet(-bytes);
      throw refused;
    }
  }

  private void reserve(long bytes) {
    long before = used.getAndAdd(bytes);
    if (bytes > 0 && before > 0 && before + bytes > maxBytes) {
      used.addAndGet(-bytes);
      throw ProblemException.unavailable(
          "requests with large bodies are in progress; try again, or give the server more"
              + " memory (REVCOR_JAVA_OPTS)");
    }
  }
}
