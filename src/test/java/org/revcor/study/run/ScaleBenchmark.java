package org.revcor.study.run;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.inference.FreeObserver;
import org.revcor.inference.Job;
import org.revcor.inference.Job.JobResult;
import org.revcor.inference.LanePool;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun.RunSettings;

/**
 * The cost of a study without its network: real runs, with stream, accumulators, looks, files and a
 * checkpoint every 3 seconds, of an observer that costs nothing. Each run prints trials and blocks
 * per second and processor time per trial, tenth by tenth, and memory after a collection.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.study.run.ScaleBenchmark -Dbenchmark=NAME}, where NAME is
 *
 * <ul>
 *   <li>{@code fold}: 28 x 28 in ten channels; after 50 M trials, for the compiler, studies of 10
 *       thousand to 100 M. Tallies of blocks of 1,000 are precomputed.
 *   <li>{@code draw}: 4 M of them, drawn and reduced as in a study, by two lanes.
 * </ul>
 */
final class ScaleBenchmark {
  private static final int BLOCK = 1_000;
  private static final int LANES = 2;
  private static final int TALLIES = 32;
  private static final int SIDE = 28;
  private static final int CHANNELS = 10;
  private static final int REPORTS = 10;
  private static final int MIN_REPORTED_BLOCKS = 500;
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(3);
  private static final Duration TIMEOUT = Duration.ofMinutes(20);

  private ScaleBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "fold" -> {
        List<Tally> tallies = tallies();
        for (long blocks : new long[] {50_000, 10, 100, 1_000, 10_000, 100_000}) {
          folded(study(2, blocks), tallies);
        }
      }
      case "draw" -> throughLanes(study(BLOCK, 4_000));
      default -> throw new IllegalArgumentException("unknown benchmark: " + arguments[0]);
    }
  }

  private static PreparedStudy study(int blockSize, long blocks) {
    return SubscribedRun.prepare(
        """
        {"seed": 7, "observer": {"model": "free"}, "stop": {"max-trials": %d}, "block-size": %d}
        """
            .formatted(blocks * blockSize, blockSize),
        FreeObserver.of(1, SIDE, CHANNELS));
  }

  private static List<Tally> tallies() {
    Random random = new Random(7);
    return LongStream.range(0, TALLIES)
        .mapToObj(block -> new Tally(block, half(random), half(random)))
        .toList();
  }

  private static HalfTally half(Random random) {
    double each = BLOCK / 2.0 / CHANNELS;
    double[] responses = new double[CHANNELS];
    Arrays.fill(responses, each);
    double[][] weighted = new double[CHANNELS][SIDE * SIDE];
    for (double[] row : weighted) {
      Arrays.setAll(row, i -> each * random.nextDouble());
    }
    return new HalfTally(
        BLOCK / 2,
        random.doubles(SIDE * SIDE, 0, BLOCK / 2.0).toArray(),
        responses,
        responses.clone(),
        weighted);
  }

  private static void folded(PreparedStudy study, List<Tally> tallies) throws Exception {
    try (Actors system = new Actors()) {
      Meter meter = new Meter(study);
      run(
          study,
          system,
          system.spawn(
              Behaviors.receiveMessage(
                  command -> {
                    if (command instanceof LanePool.Submit submit) {
                      submit
                          .replyTo()
                          .tell(StatusReply.success(precomputed(submit.job(), tallies)));
                      meter.block(submit.job());
                    }
                    return Behaviors.same();
                  })));
    }
  }

  private static JobResult precomputed(Job job, List<Tally> tallies) {
    return switch (job) {
      case Job.Reduce reduce ->
          new JobResult.Reduced(tallies.get((int) (reduce.block() % tallies.size())));
      case Job.Render render -> throw new IllegalStateException("the benchmark runs a network");
    };
  }

  private static void throughLanes(PreparedStudy study) throws Exception {
    try (Actors system = new Actors()) {
      Meter meter = new Meter(study);
      LaneSettings lanes = new LaneSettings(LANES, Duration.ofMinutes(2), 3, 1L << 30);
      ActorRef<LanePool.Command> pool =
          system.spawn(LanePool.create(Platform.ofThisMachine(), lanes, new SimpleMeterRegistry()));
      run(
          study,
          system,
          system.spawn(
              Behaviors.receiveMessage(
                  command -> {
                    if (command instanceof LanePool.Submit submit) {
                      meter.block(submit.job());
                    }
                    pool.tell(command);
                    return Behaviors.same();
                  })));
    }
  }

  private static void run(PreparedStudy study, Actors system, ActorRef<LanePool.Command> pool)
      throws Exception {
    Path folder = Files.createTempDirectory("revcor-scale");
    long cpu = Meter.cpu();
    StudyView end =
        SubscribedRun.start(
                system.kit,
                study,
                folder,
                pool,
                LANES,
                new RunSettings(1, CHECKPOINT_INTERVAL, Optional.empty()),
                run -> run)
            .end(TIMEOUT);
    System.out.printf(
        "%s at trial %,d after %d looks, %.3f us a trial with begin and results; its folder has %,d"
            + " kB%n",
        end.lifecycle().state(),
        end.progress().trials(),
        end.progress().looks(),
        (Meter.cpu() - cpu) / 1e3 / end.progress().trials(),
        new RunDirectory(folder).diskBytes() / 1000);
    new RunDirectory(folder).delete();
  }

  /** The actors of one benchmark. */
  private static final class Actors implements AutoCloseable {
    private final ActorTestKit kit = ActorTestKit.create();

    <T> ActorRef<T> spawn(Behavior<T> behavior) {
      return kit.spawn(behavior);
    }

    @Override
    public void close() {
      kit.shutdownTestKit();
    }
  }

  /** Prints the cost of every tenth of a study, unless it is short. Used by one actor. */
  private static final class Meter {
    private final long step;
    private long blocks;
    private long cpu = cpu();
    private long time = System.nanoTime();

    Meter(PreparedStudy study) {
      step = study.blocks() < MIN_REPORTED_BLOCKS ? Long.MAX_VALUE : study.blocks() / REPORTS;
    }

    void block(Job job) {
      if (job instanceof Job.Reduce && ++blocks % step == 0) {
        mark();
      }
    }

    private void mark() {
      double trials = (double) step * BLOCK;
      double seconds = (System.nanoTime() - time) / 1e9;
      double cpuSeconds = (cpu() - cpu) / 1e9;
      System.gc();
      System.out.printf(
          "to trial %,12d: %,10.0f trials/s, %,7.0f blocks/s; processor time %.3f us a trial, %.3f"
              + " s a second; heap %d MiB, resident %d MiB%n",
          blocks * BLOCK,
          trials / seconds,
          step / seconds,
          1e6 * cpuSeconds / trials,
          cpuSeconds / seconds,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
          resident() >> 10);
      cpu = cpu();
      time = System.nanoTime();
    }

    private static long cpu() {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }

    /** Returns the resident memory in kB. */
    private static long resident() {
      try (var lines = Files.lines(Path.of("/proc/self/status"))) {
        return lines
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
