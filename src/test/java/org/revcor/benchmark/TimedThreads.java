package org.revcor.benchmark;

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
import java.util.function.IntFunction;

/**
 * Threads that repeat a step concurrently, like lanes.
 *
 * @param <S> state of one thread; created, used and closed by that thread only
 */
public final class TimedThreads<S extends TimedThreads.State> implements AutoCloseable {
  /** The state of one thread. */
  public interface State extends AutoCloseable {
    @Override
    void close();
  }

  /** The code that is measured. */
  public interface Step<S> {
    /** Runs the step once and returns its number of trials. */
    int run(S state);

    /** Waits until a device has finished. */
    default void finish(S state) {}
  }

  private record Measured(long trials, long nanos, long processorNanos) {
    double perSecond() {
      return trials * 1e9 / nanos;
    }
  }

  private final ThreadMXBean threadTimes = ManagementFactory.getThreadMXBean();
  private final List<ExecutorService> executors = new ArrayList<>();
  private final List<S> states = new ArrayList<>();

  /**
   * Starts the threads and waits until each has created its state.
   *
   * @param factory creates the state of a thread
   */
  public TimedThreads(int size, IntFunction<S> factory) {
    for (int i = 0; i < size; i++) {
      executors.add(Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory()));
    }
    try {
      for (int i = 0; i < size; i++) {
        int thread = i;
        states.add(result(executors.get(i).submit(() -> factory.apply(thread))));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Repeats a step on every thread for a minimum time and waits for the last step of each.
   *
   * @throws RuntimeException a failure of a step
   */
  public Pace run(Step<S> step, Duration atLeast) {
    CyclicBarrier start = new CyclicBarrier(states.size());
    List<Measured> threadResults =
        onAll(
            state -> {
              start.await();
              return repeat(step, state, atLeast.toNanos());
            });
    return new Pace(
        states.size(),
        threadResults.stream().mapToLong(Measured::trials).sum(),
        threadResults.stream().mapToDouble(Measured::perSecond).sum(),
        threadResults.stream().mapToLong(Measured::processorNanos).sum() / 1e9);
  }

  private Measured repeat(Step<S> step, S state, long atLeast) {
    JniUtils.setNumThreads(1);
    long processor = threadTimes.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long trials = 0;
    do {
      trials += step.run(state);
    } while (System.nanoTime() - start < atLeast);
    step.finish(state);
    return new Measured(
        trials, System.nanoTime() - start, threadTimes.getCurrentThreadCpuTime() - processor);
  }

  private interface Work<S, T> {
    T run(S state) throws Exception;
  }

  private <T> List<T> onAll(Work<S, T> work) {
    List<Future<T>> running = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      S state = states.get(i);
      Callable<T> task = () -> work.run(state);
      running.add(executors.get(i).submit(task));
    }
    return running.stream().map(TimedThreads::result).toList();
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
      if (i < states.size()) {
        executor.execute(states.get(i)::close);
      }
      executor.close();
    }
  }

  /**
   * The speed of concurrent threads that repeat the same step.
   *
   * @param threads number of threads
   * @param trials trials of all threads together
   * @param perSecond sum of the trials per second of each thread, by wall time
   * @param processorSeconds processor time of all threads
   */
  public record Pace(int threads, long trials, double perSecond, double processorSeconds) {}
}
