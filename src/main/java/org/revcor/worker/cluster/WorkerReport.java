package org.revcor.worker.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import org.revcor.inference.Platform;
import org.revcor.inference.PoolStatus;
import org.revcor.worker.Task;
import org.revcor.worker.TaskKind;

/** What users see of the workers of a pool: a list, a status and metrics. */
final class WorkerReport {
  private final Members<?> members;
  private final Leases<?> leases;
  private final WorkerMetrics metrics;

  WorkerReport(Members<?> members, Leases<?> leases, MeterRegistry registry) {
    this.members = members;
    this.leases = leases;
    this.metrics = new WorkerMetrics(registry);
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

  /** Returns the status of the lanes of all workers that respond. */
  PoolStatus status() {
    List<Member> present =
        members.all().filter(member -> member.state() != WorkerView.State.LOST).toList();
    int lanes = present.stream().mapToInt(member -> member.card().lanes()).sum();
    int tasks = present.stream().mapToInt(member -> member.held().size()).sum();
    return new PoolStatus(lanes, Math.min(lanes, tasks), 0, leases.waiting());
  }

  /** Updates the metrics, once a second. */
  void tick() {
    metrics.set(members.names(), (int) members.ready().count());
  }

  /** Counts a task that a worker has done. */
  void done(Member worker, Task task) {
    boolean isFolded = task.kind() == TaskKind.SUMS || task.kind() == TaskKind.SUMS_OF_OUTPUTS;
    long trials = isFolded ? task.study().plan().blockSize() : 0;
    worker.speed().add(trials);
    metrics.done(worker.card().name(), trials);
  }

  /** Counts two different results of one task. */
  void conflict() {
    metrics.conflict();
  }
}
