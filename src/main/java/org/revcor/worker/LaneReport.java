package org.revcor.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import org.revcor.inference.LaneMetrics;
import org.revcor.inference.LanePool.PoolStatus;

/** The status and the metrics of the lanes of an inference process. */
final class LaneReport {
  private int lanes;
  private final LaneMetrics metrics;
  private PoolStatus status;
  private int abandoned;
  private long memory;
  private long failures;

  /**
   * @param lanes expected number of lanes
   */
  LaneReport(int lanes, MeterRegistry registry) {
    this.lanes = lanes;
    this.metrics = new LaneMetrics(registry);
    this.status = new PoolStatus(lanes, 0, 0, 0);
  }

  PoolStatus status() {
    return status;
  }

  InferenceProcess.Health health() {
    return new InferenceProcess.Health(memory, failures);
  }

  /**
   * Records what a process has measured.
   *
   * @param waiting number of tasks that it does not have
   */
  void measured(Message.Measured measured, int waiting) {
    PoolStatus pool = measured.status();
    report(pool.live(), pool.busy(), pool.queued() + waiting);
    memory = measured.memory();
    failed(measured.failedJobs());
    measured
        .nanos()
        .forEach(
            (stage, times) -> Arrays.stream(times).forEach(time -> metrics.block(stage, time)));
  }

  /** Records the number of lanes of a process that has started. */
  void started(int count) {
    lanes = count;
    status = new PoolStatus(lanes, 0, abandoned, status.queued());
  }

  /** Records a block that has missed its deadline. */
  void overdue() {
    abandoned++;
    metrics.abandoned();
  }

  /**
   * Records that a process has ended.
   *
   * @param isBroken whether it has ended before it had lanes
   * @param unfinished number of tasks that it had
   */
  void ended(boolean isBroken, int unfinished, int waiting) {
    memory = 0;
    failed(unfinished);
    report(isBroken ? 0 : lanes, 0, waiting);
  }

  private void failed(long jobs) {
    failures += jobs;
    metrics.failed(jobs);
  }

  /** Records that no process is required. */
  void stopped() {
    report(lanes, 0, 0);
  }

  private void report(int live, int busy, int queued) {
    status = new PoolStatus(live, busy, abandoned, queued);
    metrics.state(live, busy, queued);
  }
}
