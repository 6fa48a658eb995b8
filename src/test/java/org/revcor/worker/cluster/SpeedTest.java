package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.revcor.worker.cluster.PoolWorker.Speed;

final class SpeedTest {
  private final Speed speed = new Speed();

  private void seconds(int count, long trials) {
    for (int second = 0; second < count; second++) {
      speed.add(trials);
      speed.tick();
    }
  }

  @Test
  void constantSpeedIsShownAfterSomeSeconds() {
    seconds(1, 1000);
    assertThat(speed.trialsPerSecond()).isCloseTo(300, within(1e-9));
    seconds(60, 1000);
    assertThat(speed.trialsPerSecond()).isCloseTo(1000, within(1e-3));
  }

  @Test
  void idleWorkerShowsNone() {
    seconds(60, 1000);
    seconds(27, 0);
    assertThat(speed.trialsPerSecond()).isPositive();
    seconds(1, 0);
    assertThat(speed.trialsPerSecond()).isZero();
  }
}
