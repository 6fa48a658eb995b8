package org.revcor.lane;

import ai.djl.pytorch.jni.JniUtils;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that repeat a step, all at once, each on a place of its own, as lanes do.
 *
 * @param <P> what one thread works on; made, used and closed by that thread alone
 */
final class BenchmarkThreads<P extends BenchmarkThreads.Place> implements AutoCloseable {
  /** What one thread works on. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /** Makes the place of a thread. */
  interface Maker<P> {
    P make(int thread);
  }

  /** Something that is repeated. */
  interface Step<P> {
    /** Does it once, and tells the number of trials. */
    int take(P place);

    /** Waits for what a device may still be at. */
    default void finish(P place) {}
  }

  private record Share(long trials, long nanos, long processorNanos) {
    double perSecond() {
      return trials * 1e9 / nanos;
    }
  }

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<ExecutorService> executors = new ArrayList<>();
  private final List<P> places = new ArrayList<>();

  BenchmarkThreads(int size, Maker<P> maker) {
    for (int i = 0; i < size; i++) {
      executors.add(Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory()));
    }
    try {
      for (int i = 0; i < size; i++) {
        int thread = i;
        places.add(result(executors.get(i).submit(() -> maker.make(thread))));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Repeats a step on every thread until a time is over; no step is cut short.
   *
   * @throws RuntimeException what a step threw
   */
  Pace run(Step<P> step, Duration atLeast) {
    CyclicBarrier start = new CyclicBarrier(places.size());
    List<Share> shares =
        onAll(
            place -> {
              start.await();
              return repeat(step, place, atLeast.toNanos());
            });
    return new Pace(
        places.size(),
        shares.stream().mapToLong(Share::trials).sum(),
        shares.stream().mapToDouble(Share::perSecond).sum(),
        shares.stream().mapToLong(Share::processorNanos).sum() / 1e9);
  }

  private Share repeat(Step<P> step, P place, long atLeast) {
    JniUtils.setNumThreads(1);
    long processor = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long trials = 0;
    do {
      trials += step.take(place);
    } while (System.nanoTime() - start < atLeast);
    step.finish(place);
    return new Share(
        trials, System.nanoTime() - start, threads.getCurrentThreadCpuTime() - processor);
  }

  private interface Work<P, T> {
    T on(P place) throws Exception;
  }

  private <T> List<T> onAll(Work<P, T> work) {
    List<Future<T>> running = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      P place = places.get(i);
      Callable<T> task = () -> work.on(place);
      running.add(executors.get(i).submit(task));
    }
    return running.stream().map(BenchmarkThreads::result).toList();
  }

  private static <T> T result(Future<T> running) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return running.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < executors.size(); i++) {
      ExecutorService executor = executors.get(i);
      if (i < places.size()) {
        executor.execute(places.get(i)::close);
      }
      executor.close();
    }
  }
}
