package org.revcor.analysis;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Threads that analyses compute on, one a device. On a processor a device is one core: the engine
 * uses a single thread for each.
 */
public final class Workers implements AutoCloseable {
  private final List<Device> devices;
  private final Progress progress;
  private final ExecutorService threads;

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
   * @throws RuntimeException what a task threw
   */
  public <T> List<T> each(int count, IntFunction<T> task) {
    List<Future<T>> results =
        IntStream.range(0, count)
            .mapToObj(number -> threads.submit(() -> unlessStopped(task, number)))
            .toList();
    List<T> all = new ArrayList<>(count);
    try {
      for (Future<T> result : results) {
        all.add(result.get());
      }
      return all;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AnalysisStoppedException();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException(failed.getCause());
    } finally {
      results.forEach(result -> result.cancel(false));
    }
  }

  private <T> T unlessStopped(IntFunction<T> task, int number) {
    if (progress.stopped()) {
      throw new AnalysisStoppedException();
    }
    return task.apply(number);
  }

  /** Lets the threads end when they have nothing left to do. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
