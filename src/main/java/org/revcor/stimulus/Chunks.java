package org.revcor.stimulus;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * Processes chunks of work on several threads.
 *
 * <p>A chunk is added to any free sum, so sums must not depend on the order: integers, minima or
 * maxima.
 */
final class Chunks {
  private Chunks() {}

  /**
   * Processes all chunks.
   *
   * @param <S> type of a sum
   * @param sum creates an empty sum
   * @param work adds a chunk, given by its index from 0, to a sum
   * @param done runs on the calling thread after every chunk; its exceptions end the work
   * @return partial sums that the caller must add up, at most one per thread
   */
  static <S> List<S> each(
      ExecutorService threads, int chunks, Supplier<S> sum, ObjIntConsumer<S> work, Runnable done) {
    Queue<S> free = new ConcurrentLinkedQueue<>();
    CompletionService<Boolean> ended = new ExecutorCompletionService<>(threads);
    for (int i = 0; i < chunks; i++) {
      int chunk = i;
      ended.submit(
          () -> {
            S taken = free.poll();
            S own = taken == null ? sum.get() : taken;
            work.accept(own, chunk);
            free.add(own);
          },
          true);
    }
    for (int i = 0; i < chunks; i++) {
      await(ended);
      done.run();
    }
    return new ArrayList<>(free);
  }

  private static void await(CompletionService<Boolean> done) {
    try {
      done.take().get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
  }
}
