package org.revcor.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the speed of a study in its steady state.
 *
 * <p>Trials are counted in whole blocks, which lanes finish in bunches. So the speed is not the
 * difference of two counts but the slope of a regression line through counts every 50 ms. Its error
 * is less than a quarter of a block over the window. More frequent counts would slow the lanes.
 */
public record PipelineTimer(Pipeline pipeline, int blockSize) {
  private static final long COUNT_INTERVAL_NANOS = 50_000_000;

  /** Minimum number of blocks in a window. */
  private static final int MIN_BLOCKS = 12;

  /**
   * A speed.
   *
   * @param perSecond trials per second
   * @param processorMicros processor time of the process and its children per trial, in
   *     microseconds
   */
  public record Speed(double perSecond, double processorMicros) {}

  private record Count(long nanos, long trials) {}

  /**
   * Runs the study, measures its speed, and pauses it.
   *
   * @param settling time after the first block that is not counted; the pipeline's own settling
   *     time is used if it is longer
   */
  public Speed time(Duration settling, Duration window) {
    pipeline.resume();
    boolean runs = true;
    try {
      long before = pipeline.trials();
      while (pipeline.trials() == before) {
        awaitNextCount();
      }
      counts(settling.compareTo(pipeline.settling()) > 0 ? settling : pipeline.settling(), 0);
      double processor = ProcessorTime.seconds();
      List<Count> counts = counts(window, MIN_BLOCKS);
      double processorSeconds = ProcessorTime.seconds() - processor;
      pipeline.trials();
      double perSecond = slope(counts);
      double seconds = (counts.getLast().nanos() - counts.getFirst().nanos()) / 1e9;
      return new Speed(perSecond, 1e6 * processorSeconds / (perSecond * seconds));
    } catch (org.revcor.RevcorException failed) {
      runs = false;
      throw failed;
    } finally {
      if (runs) {
        pipeline.pause();
      }
    }
  }

  private List<Count> counts(Duration atLeast, int blocks) {
    List<Count> counts = new ArrayList<>();
    do {
      counts.add(new Count(System.nanoTime(), pipeline.trials()));
      awaitNextCount();
    } while (counts.getLast().nanos() - counts.getFirst().nanos() < atLeast.toNanos()
        || counts.getLast().trials() - counts.getFirst().trials() < (long) blocks * blockSize);
    return counts;
  }

  private static void awaitNextCount() {
    LockSupport.parkNanos(COUNT_INTERVAL_NANOS);
  }

  /** Returns the slope of the least-squares line, in trials per second. */
  private static double slope(List<Count> counts) {
    double time = counts.stream().mapToLong(Count::nanos).average().orElseThrow();
    double trials = counts.stream().mapToLong(Count::trials).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (Count count : counts) {
      double after = count.nanos() - time;
      products += after * (count.trials() - trials);
      squares += after * after;
    }
    return 1e9 * products / squares;
  }

  /** The processor time of this process and its child processes. */
  static final class ProcessorTime {
    private static final OperatingSystemMXBean PROCESS =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private ProcessorTime() {}

    /** Returns the time so far, in seconds; that of ended child processes is not included. */
    static double seconds() {
      double children =
          ProcessHandle.current()
              .descendants()
              .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
              .mapToDouble(time -> time.toNanos() / 1e9)
              .sum();
      return PROCESS.getProcessCpuTime() / 1e9 + children;
    }
  }
}
