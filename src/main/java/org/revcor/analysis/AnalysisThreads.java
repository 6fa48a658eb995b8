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
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;

/**
 * Threads of analyses, one per device. A CPU device is one core: the engine uses a single thread
 * for each. Only one thread may submit tasks at a time.
 */
public final class AnalysisThreads implements AutoCloseable {
  private static final int TASKS_PER_THREAD = 2;

  private final List<Device> devices;
  private final boolean vectorKernels;
  private final AnalysisProgress progress;
  private final ExecutorService threads;
  private volatile boolean ending;

  /**
   * @param devices one per thread; a device may occur several times
   */
  public AnalysisThreads(List<Device> devices, boolean vectorKernels, AnalysisProgress progress) {
    this.devices = List.copyOf(devices);
    this.vectorKernels = vectorKernels;
    this.progress = progress;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            devices.size(),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("analysis-" + number.incrementAndGet())
                    .unstarted(() -> runSingleThreaded(task)));
  }

  private static void runSingleThreaded(Runnable task) {
    Engine.getInstance();
    JniUtils.setNumThreads(1);
    task.run();
  }

  List<Device> devices() {
    return devices;
  }

  Observer load(ObserverSource source, Device device) {
    return (vectorKernels ? source.withVectorKernels() : source).load(device);
  }

  public AnalysisProgress progress() {
    return progress;
  }

  /**
   * Computes results in parallel.
   *
   * @param task returns the result of each number from 0 to {@code count} - 1; called on any thread
   * @return the results in the order of their numbers
   * @throws AnalysisStoppedException if the analysis was stopped
   * @throws RuntimeException thrown by a task; no task is running any more then, nor after an error
   */
  public <T> List<T> each(int count, IntFunction<T> task) {
    List<T> all = new ArrayList<>(count);
    run(count, Math.max(1, count), task, all::add);
    return all;
  }

  /**
   * Computes results in parallel without storing them all. The calling thread passes them to the
   * receiver in order. At most two tasks per thread run or wait for the receiver. Otherwise as
   * {@link #each}.
   *
   * @param receiver gets the results in the order of their numbers
   */
  public <T> void inOrder(int count, IntFunction<T> task, Consumer<? super T> receiver) {
    run(count, TASKS_PER_THREAD * devices.size(), task, receiver);
  }

  private <T> void run(int count, int most, IntFunction<T> task, Consumer<? super T> receiver) {
    Deque<Future<T>> pending = new ArrayDeque<>();
    try {
      int next = 0;
      while (next < count || !pending.isEmpty()) {
        while (next < count && pending.size() < most) {
          int number = next++;
          pending.add(threads.submit(() -> unlessStopped(task, number)));
        }
        T result = pending.element().get();
        pending.remove();
        receiver.accept(result);
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
      end(pending);
    }
  }

  /** Waits until no task runs; tasks that have not started are skipped. */
  private void end(Deque<? extends Future<?>> pending) {
    ending = true;
    boolean interrupted = false;
    while (!pending.isEmpty()) {
      try {
        Object unused = pending.element().get();
        pending.remove();
      } catch (InterruptedException ignored) {
        interrupted = true;
      } catch (ExecutionException alsoFailed) {
        pending.remove(); // the first failure is thrown
      }
    }
    ending = false;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T unlessStopped(IntFunction<T> task, int number) {
    if (isStopped()) {
      throw new AnalysisStoppedException();
    }
    return task.apply(number);
  }

  /** Returns whether tasks should end early: the analysis was stopped, or another task failed. */
  public boolean isStopped() {
    return ending || progress.isStopped();
  }

  /** Ends the threads once they are idle. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
