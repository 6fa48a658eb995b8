package org.revcor.worker;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The measured times of an inference process, until they are sent to its supervisor. */
final class Measurements extends SimpleMeterRegistry {
  private final Map<String, List<Long>> nanos = new HashMap<>();
  private long reportedFailures;

  @Override
  protected Timer newTimer(
      Meter.Id id, DistributionStatisticConfig configuration, PauseDetector pauses) {
    String stage = String.valueOf(id.getTag("stage"));
    return new CumulativeTimer(
        id,
        clock,
        configuration,
        pauses,
        getBaseTimeUnit(),
        /* supportsAggregablePercentiles= */ false) {
      @Override
      protected void recordNonNegative(long amount, TimeUnit unit) {
        super.recordNonNegative(amount, unit);
        add(stage, unit.toNanos(amount));
      }
    };
  }

  private void add(String stage, long time) {
    synchronized (nanos) {
      nanos.computeIfAbsent(stage, each -> new ArrayList<>()).add(time);
    }
  }

  /** Removes and returns the times of blocks by stage. */
  Map<String, long[]> takeNanos() {
    Map<String, long[]> taken = new HashMap<>();
    synchronized (nanos) {
      nanos.forEach(
          (stage, times) -> taken.put(stage, times.stream().mapToLong(Long::longValue).toArray()));
      nanos.clear();
    }
    return taken;
  }

  /** Returns the number of failed attempts since the last call. */
  long takeFailures() {
    long all = (long) counter("revcor.jobs.failed").count();
    long added = all - reportedFailures;
    reportedFailures = all;
    return added;
  }
}
