package org.revcor.lane;

import java.time.Duration;

/**
 * How lanes are run.
 *
 * @param cpuLanes lanes on a machine without GPUs, at least 1
 * @param blockDeadline time that a lane has for a job from when it starts it, loading the observer
 *     included
 * @param attempts lanes that a job is given to before its study fails, at least 1
 * @param observerBytes memory for loaded observers on each lane; the least recently used go before
 *     another is loaded
 */
public record LaneSettings(int cpuLanes, Duration blockDeadline, int attempts, long observerBytes) {

  /** A lane a core, two minutes a block, three attempts, 1 GiB of observers a lane. */
  public static LaneSettings standard() {
    return new LaneSettings(
        Runtime.getRuntime().availableProcessors(), Duration.ofMinutes(2), 3, 1L << 30);
  }
}
