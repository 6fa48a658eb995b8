package org.revcor.worker.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics of the workers. */
final class WorkerMetrics {
  private record OfWorker(Counter tasks, Counter trials) {
    private boolean removeFrom(MeterRegistry registry) {
      registry.remove(trials);
      return registry.remove(tasks) != null;
    }
  }

  private final MeterRegistry registry;
  private final AtomicInteger ready;
  private final Counter conflicts;
  private final Map<String, OfWorker> workers = new HashMap<>();

  WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.ready = registry.gauge("revcor.workers", new AtomicInteger());
    this.conflicts = registry.counter("revcor.worker.conflicts");
  }

  /**
   * Sets the workers, and removes the metrics of others.
   *
   * @param names names of all known ones
   * @param count number of those that take tasks
   */
  void set(Set<String> names, int count) {
    ready.set(count);
    workers
        .entrySet()
        .removeIf(
            worker -> !names.contains(worker.getKey()) && worker.getValue().removeFrom(registry));
  }

  /** Counts a task that a worker has done. */
  void done(String worker, long trials) {
    OfWorker counters =
        workers.computeIfAbsent(
            worker,
            name ->
                new OfWorker(
                    registry.counter("revcor.worker.tasks", "worker", name),
                    registry.counter("revcor.worker.trials", "worker", name)));
    counters.tasks().increment();
    counters.trials().increment((double) trials);
  }

  /** Counts two different results of one task. */
  void conflict() {
    conflicts.increment();
  }
}
