package org.revcor.worker.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.inference.Platform;
import org.revcor.worker.Task;
import org.revcor.worker.Task.TaskKind;

/** What users see of the workers of a pool: a list, a status and metrics by their names. */
final class WorkerReport {
  private record Counters(Counter tasks, Counter trials, Counter failures) {
    private boolean removeFrom(MeterRegistry registry) {
      registry.remove(trials);
      registry.remove(failures);
      return registry.remove(tasks) != null;
    }
  }

  private final PoolWorkers<?> members;
  private final Leases<?> leases;
  private final MeterRegistry registry;
  private final AtomicInteger ready;
  private final AtomicInteger unfinished;
  private final Counter conflicts;
  private final Map<String, Counters> counters = new HashMap<>();

  WorkerReport(PoolWorkers<?> members, Leases<?> leases, MeterRegistry registry) {
    this.members = members;
    this.leases = leases;
    this.registry = registry;
    this.ready = registry.gauge("revcor.workers", new AtomicInteger());
    this.unfinished = registry.gauge("revcor.tasks", new AtomicInteger());
    this.conflicts = registry.counter("revcor.worker.conflicts");
  }

  /**
   * Returns all workers, in the order in which they joined.
   *
   * @param now seconds, as in {@link Leases#grant}
   */
  List<WorkerView> views(long now) {
    Map<String, Platform> platforms = leases.platforms();
    return members.all().map(member -> WorkerView.of(member, platforms, now)).toList();
  }

  PoolStatus status() {
    List<PoolWorker> present =
        members.all().filter(member -> member.state() != WorkerView.State.LOST).toList();
    int lanes = present.stream().mapToInt(member -> member.card().lanes()).sum();
    int tasks = present.stream().mapToInt(member -> member.held().size()).sum();
    return new PoolStatus(lanes, Math.min(lanes, tasks), 0, leases.waiting());
  }

  /** Updates the metrics, once a second, and removes those of unknown workers. */
  void tick() {
    ready.set((int) members.ready().count());
    unfinished.set(leases.size());
    Set<String> names = members.names();
    counters
        .entrySet()
        .removeIf(
            worker -> !names.contains(worker.getKey()) && worker.getValue().removeFrom(registry));
  }

  void done(PoolWorker worker, Task task) {
    boolean isFolded = task.kind() == TaskKind.SUMS || task.kind() == TaskKind.SUMS_OF_OUTPUTS;
    long trials = isFolded ? task.study().plan().blockSize() : 0;
    worker.speed().add(trials);
    Counters ofWorker = counters(worker);
    ofWorker.tasks().increment();
    ofWorker.trials().increment((double) trials);
  }

  /** Records the number of blocks that a worker has not computed, since its start. */
  void failures(PoolWorker worker, long count) {
    counters(worker).failures().increment((double) worker.newFailures(count));
  }

  private Counters counters(PoolWorker worker) {
    return counters.computeIfAbsent(
        worker.card().name(),
        name ->
            new Counters(
                registry.counter("revcor.worker.tasks", "worker", name),
                registry.counter("revcor.worker.trials", "worker", name),
                registry.counter("revcor.worker.failures", "worker", name)));
  }

  /** Counts two different results of one task. */
  void conflict() {
    conflicts.increment();
  }
}
