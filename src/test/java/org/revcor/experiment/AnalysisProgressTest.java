package org.revcor.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AnalysisProgressTest {
  private final AtomicLong clock = new AtomicLong(-7);
  private final AnalysisProgress course = new AnalysisProgress(unused -> {}, clock::get);

  private void wait(int seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void whatCameBeforeStimuliWereExpectedDoesNotCountForThePace() {
    wait(100);
    course.expects(20);
    assertThat(course.secondsLeft()).isNaN();
    wait(10);
    course.shown(5);
    assertThat(course.secondsLeft()).isEqualTo(30);
    course.expects(10);
    assertThat(course.secondsLeft()).isEqualTo(50);
    assertThat(course.seconds()).isEqualTo(110);
  }
}
