package org.revcor.inference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics of the pool; see {@code docs/reference/metrics.md}. */
public final class LaneMetrics {
  private final AtomicInteger lanes = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger queued = new AtomicInteger();
  private final Counter abandoned;
  private final Counter failures;
  private final Counter busySeconds;
  private final Timer waiting;
  private final Timer inferring;
  private final Timer drawing;

  public LaneMetrics(MeterRegistry registry) {
    registry.gauge("revcor.lanes", lanes);
    registry.gauge("revcor.lanes.busy", busy);
    registry.gauge("revcor.queue.depth", queued);
    abandoned = registry.counter("revcor.lanes.abandoned");
    failures = registry.counter("revcor.jobs.failed");
    busySeconds = registry.counter("revcor.lanes.busy.seconds");
    waiting = BlockTimer.of(registry, "queue");
    inferring = BlockTimer.of(registry, "infer");
    drawing = BlockTimer.of(registry, "draw");
  }

  public void state(int live, int busyLanes, int queuedJobs) {
    lanes.set(live);
    busy.set(busyLanes);
    queued.set(queuedJobs);
  }

  void started(long waitedNanos) {
    waiting.record(Duration.ofNanos(waitedNanos));
  }

  void ended(double seconds) {
    busySeconds.increment(seconds);
    inferring.record(Duration.ofNanos((long) (seconds * 1e9)));
  }

  public void failed(long attempts) {
    failures.increment((double) attempts);
  }

  /** Records the time of a block in a stage that another process has measured. */
  public void block(String stage, long nanos) {
    switch (stage) {
      case "queue" -> started(nanos);
      case "infer" -> ended(nanos / 1e9);
      default -> drawing.record(Duration.ofNanos(nanos));
    }
  }

  public void abandoned() {
    abandoned.increment();
  }

  /** The histogram {@code revcor.block}: the time of one block in one stage of the pipeline. */
  public static final class BlockTimer {
    private BlockTimer() {}

    /**
     * Returns the timer of a stage.
     *
     * @param stage {@code draw}, {@code queue}, {@code infer}, {@code fold} or {@code look}
     */
    public static Timer of(MeterRegistry registry, String stage) {
      return Timer.builder("revcor.block")
          .tag("stage", stage)
          .serviceLevelObjectives(
              Duration.ofMillis(1),
              Duration.ofMillis(5),
              Duration.ofMillis(20),
              Duration.ofMillis(50),
              Duration.ofMillis(100),
              Duration.ofMillis(250),
              Duration.ofSeconds(1),
              Duration.ofSeconds(5),
              Duration.ofSeconds(30))
          .register(registry);
    }
  }
}
