package org.revcor.inference;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The histogram {@code revcor.block}: the time of one block in one stage of the pipeline. */
public final class BlockTimer {
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
