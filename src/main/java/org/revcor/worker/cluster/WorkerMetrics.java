package org.revcor.worker.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics of the workers. */
final class WorkerMetrics {
  private final MeterRegistry registry;
  private final AtomicInteger ready;
  private final Counter conflicts;

  WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.ready = registry.gauge("revcor.workers", new AtomicInteger());
    this.conflicts = registry.counter("revcor.worker.conflicts");
  }

  /** Sets the number of workers that take tasks. */
  void workers(int count) {
    ready.set(count);
  }

  /** Counts a task that a worker has done. */
  void done(String worker, long trials) {
    registry.counter("revcor.worker.tasks", "worker", worker).increment();
    registry.counter("revcor.worker.trials", "worker", worker).increment((double) trials);
  }

  /** Counts two different results of one task. */
  void conflict() {
    conflicts.increment();
  }
}
