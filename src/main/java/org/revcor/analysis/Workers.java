package org.revcor.analysis;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Threads that analyses compute on, one a device. On a processor a device is one core: the engine
 * uses a single thread for each. They compute for one thread at a time.
 */
public final class Workers implements AutoCloseable {
  private static final int AHEAD = 2;

  private final List<Device> devices;
  private final Progress progress;
  private final ExecutorService threads;
  private volatile boolean ending;

  /**
   * @param devices one a thread; the same may come several times
   */
  public Workers(List<Device> devices, Progress progress) {
    this.devices = List.copyOf(devices);
    this.progress = progress;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            devices.size(),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("analysis-" + number.incrementAndGet())
                    .unstarted(() -> alone(task)));
  }

  private static void alone(Runnable task) {
    Engine.getInstance();
    JniUtils.setNumThreads(1);
    task.run();
  }

  List<Device> devices() {
    return devices;
  }

  /** Who hears how far it is. */
  public Progress progress() {
    return progress;
  }

  /**
   * Computes results side by side.
   *
   * @param task makes the result of each number from 0 to {@code count} - 1; on any of the threads
   * @return the results in the order of their numbers
   * @throws AnalysisStoppedException if it was stopped
   * @throws RuntimeException what a task threw; no task runs any more then, nor after an error
   */
  public <T> List<T> each(int count, IntFunction<T> task) {
    List<T> all = new ArrayList<>(count);
    run(count, Math.max(1, count), task, all::add);
    return all;
  }

  /**
   * Computes results side by side of which not all are kept: each is taken when those before it
   * were, on the calling thread, and at most twice as many as there are threads are under way or
   * wait for that. Otherwise as {@link #each}.
   *
   * @param taken gets the results in the order of their numbers
   */
  public <T> void inOrder(int count, IntFunction<T> task, Consumer<? super T> taken) {
    run(count, AHEAD * devices.size(), task, taken);
  }

  private <T> void run(int count, int most, IntFunction<T> task, Consumer<? super T> taken) {
    Deque<Future<T>> underWay = new ArrayDeque<>();
    try {
      int next = 0;
      while (next < count || !underWay.isEmpty()) {
        while (next < count && underWay.size() < most) {
          int number = next++;
          underWay.add(threads.submit(() -> unlessStopped(task, number)));
        }
        T result = underWay.element().get();
        underWay.remove();
        taken.accept(result);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AnalysisStoppedException();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      if (failed.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException(failed.getCause());
    } finally {
      end(underWay);
    }
  }

  /** Waits until none runs; those that have not begun end at once. */
  private void end(Deque<? extends Future<?>> underWay) {
    ending = true;
    boolean interrupted = false;
    while (!underWay.isEmpty()) {
      try {
        Object unused = underWay.element().get();
        underWay.remove();
      } catch (InterruptedException again) {
        interrupted = true;
      } catch (ExecutionException alsoFailed) {
        underWay.remove(); // what failed first is told
      }
    }
    ending = false;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T unlessStopped(IntFunction<T> task, int number) {
    if (stopped()) {
      throw new AnalysisStoppedException();
    }
    return task.apply(number);
  }

  /** Whether a task may as well end: who asked wants no answer any more, or another task failed. */
  public boolean stopped() {
    return ending || progress.stopped();
  }

  /** Lets the threads end when they have nothing left to do. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
