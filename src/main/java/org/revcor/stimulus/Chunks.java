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
 * Work that is cut into chunks, done by several threads.
 *
 * <p>A chunk adds to whichever sum is free, so what is summed must not depend on the order: whole
 * numbers, or least and largest values.
 */
final class Chunks {
  private Chunks() {}

  /**
   * Does all chunks.
   *
   * @param <S> a sum
   * @param sum an empty one
   * @param work adds a chunk, by its number from 0, to a sum
   * @param done run after every chunk on the asking thread; what it throws ends the work
   * @return sums that are still to be added, at most one a thread
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
