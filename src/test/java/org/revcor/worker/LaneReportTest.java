package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.worker.InferenceProcess.LaneReport;

class LaneReportTest {
  @Test
  void metricsShowThatNoLaneWorks_andWhichTasksAreRepeated() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    LaneReport report = new LaneReport(2, meters);
    report.started(2);

    report.ended(false, 3, 5);
    assertThat(report.status()).isEqualTo(new PoolStatus(2, 0, 0, 5));
    assertThat(meters.get("revcor.lanes").gauge().value()).isEqualTo(2);

    report.ended(true, 0, 5);
    assertThat(report.status()).isEqualTo(new PoolStatus(0, 0, 0, 5));
    assertThat(meters.get("revcor.lanes").gauge().value()).isZero();
    assertThat(meters.get("revcor.queue.depth").gauge().value()).isEqualTo(5);
    assertThat(meters.get("revcor.jobs.failed").counter().count()).isEqualTo(3);

    report.overdue();
    assertThat(report.health())
        .as("counts the block when its process ends")
        .isEqualTo(new InferenceProcess.Health(0, 3));
  }
}
