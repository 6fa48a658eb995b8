package org.revcor.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AnalysisProgressTest {
  private final AtomicLong clock = new AtomicLong(-7);
  private final AnalysisProgress progress = new AnalysisProgress(unused -> {}, clock::get);

  private void wait(int seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void rateCountsFromTheFirstExpectedStimuli() {
    wait(100);
    progress.expects(20);
    assertThat(progress.secondsLeft()).isNaN();
    wait(10);
    progress.shown(5);
    assertThat(progress.secondsLeft()).isEqualTo(30);
    progress.expects(10);
    assertThat(progress.secondsLeft()).isEqualTo(50);
    assertThat(progress.seconds()).isEqualTo(110);
  }
}
