package org.revcor.inference;

import java.time.Duration;
import org.revcor.observer.KernelChoice;

/**
 * The settings of the lanes.
 *
 * @param cpuLanes number of lanes on a machine without GPUs, at least 1
 * @param attempts attempts of a job before its study fails, at least 1
 * @param observerBytes memory for loaded observers on each lane; the least recently used are closed
 *     first
 */
public record LaneSettings(
    int cpuLanes, Duration blockDeadline, int attempts, long observerBytes, KernelChoice kernels) {

  private static final Duration MIN_LOAD_DEADLINE = Duration.ofSeconds(30);

  public LaneSettings(int cpuLanes, Duration blockDeadline, int attempts, long observerBytes) {
    this(cpuLanes, blockDeadline, attempts, observerBytes, KernelChoice.LIBTORCH);
  }

  public LaneSettings withCpuLanes(int lanes) {
    return new LaneSettings(lanes, blockDeadline, attempts, observerBytes, kernels);
  }

  /**
   * Returns the maximum time for loading an observer: that of a block or 30 s, and a second for
   * each MiB, since it may be large or on a slow disk.
   */
  Duration loadDeadline(long bytes) {
    return (blockDeadline.compareTo(MIN_LOAD_DEADLINE) > 0 ? blockDeadline : MIN_LOAD_DEADLINE)
        .plusSeconds(bytes >> 20);
  }

  /**
   * Returns the defaults: one lane per core, two minutes, three attempts, 1 GiB per lane, vector
   * kernels if they are available.
   */
  public static LaneSettings defaults() {
    return new LaneSettings(
        Runtime.getRuntime().availableProcessors(),
        Duration.ofMinutes(2),
        3,
        1L << 30,
        KernelChoice.AUTO);
  }
}
