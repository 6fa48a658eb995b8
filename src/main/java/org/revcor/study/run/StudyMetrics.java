package org.revcor.study.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.revcor.inference.BlockTimer;

/** Metrics of all studies together. */
final class StudyMetrics {
  private final Counter trials;
  private final Counter looks;
  private final Timer folding;
  private final Timer looking;

  StudyMetrics(MeterRegistry registry) {
    trials = registry.counter("revcor.trials");
    looks = registry.counter("revcor.looks");
    folding = BlockTimer.of(registry, "fold");
    looking = BlockTimer.of(registry, "look");
  }

  void folded(int blockTrials, long nanos) {
    trials.increment(blockTrials);
    folding.record(Duration.ofNanos(nanos));
  }

  void looked(long nanos) {
    looks.increment();
    looking.record(Duration.ofNanos(nanos));
  }
}
