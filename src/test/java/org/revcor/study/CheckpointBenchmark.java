package org.revcor.study;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.lane.LaneSettings;
import org.revcor.lane.SimulatedObserver;
import org.revcor.observer.Catalogue;
import org.revcor.stimulus.Bases;

/**
 * What checkpoints cost: time and memory of one of 1,000 logit averages of 3,072 values, and the
 * speed of studies of mnist-cnn with a checkpoint every 3 seconds and with none, in alternation.
 *
 * <p>{@code JDK_JAVA_OPTIONS=-Xmx256m mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.study.CheckpointBenchmark -Dbenchmark=memory}, or {@code speed}. The
 * sums alone take 117 MiB, so a second copy of them does not fit into such a heap.
 */
final class CheckpointBenchmark {
  private static final int CHANNELS = 1_000;
  private static final int HEIGHT = 48;
  private static final int WIDTH = 64;
  private static final int BLOCK = 100;
  private static final int CHECKPOINTS = 7;
  private static final int TRIALS = 150_000;
  private static final int ROUNDS = 4;

  private CheckpointBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "memory" -> memory();
      case "speed" -> speed();
      default -> {
        memory();
        speed();
      }
    }
  }

  private static void memory() throws Exception {
    Path folder = Files.createTempDirectory("revcor-checkpoints");
    PreparedStudy study =
        FollowedRun.prepare(
            """
            {"observer": {"model": "wide"}, "readout": {"kind": "logit"},
             "stop": {"max-trials": 1000000}, "block-size": %d}
            """
                .formatted(BLOCK),
            SimulatedObserver.linear("wide", HEIGHT, WIDTH, new float[CHANNELS * HEIGHT * WIDTH]));
    ActorSystem<StudyRun.Command> system = ActorSystem.create(taking(study, folder), "checkpoints");
    system.getWhenTerminated().toCompletableFuture().get(5, TimeUnit.MINUTES);
    new RunDirectory(folder).delete();
  }

  /** As a run takes checkpoints, of one block after the other. */
  private static Behavior<StudyRun.Command> taking(PreparedStudy study, Path folder) {
    return Behaviors.setup(
        context -> {
          RunDirectory directory = new RunDirectory(folder);
          StudyStatus status = new StudyStatus("wide", study);
          directory.begin(Resumption.anew(study), status.view());
          Accumulators accumulators =
              new Accumulators(context, study, new StudyRun.Committed(null, null));
          Checkpoints checkpoints =
              new Checkpoints(
                  context,
                  accumulators,
                  new RunRecorder(directory, status, Optional.empty()),
                  status,
                  Duration.ZERO,
                  context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()));
          Measurement measured = new Measurement(study, folder, accumulators, checkpoints);
          measured.next(0, context.getSystem()::terminate);
          return Behaviors.receiveMessage(
              message -> {
                switch (message) {
                  case StudyRun.Absorbed absorbed -> accumulators.onAbsorbed();
                  case StudyRun.Saved saved -> {
                    accumulators.onSaved(saved);
                    measured.saved();
                  }
                  case StudyRun.Committed committed -> checkpoints.onCommitted(committed);
                  default -> throw new IllegalStateException("not asked for: " + message);
                }
                return Behaviors.same();
              });
        });
  }

  private static final class Measurement {
    private final PreparedStudy study;
    private final Path folder;
    private final Accumulators accumulators;
    private final Checkpoints checkpoints;
    private final Random random = new Random(7);
    private long begun;
    private long saved;

    Measurement(
        PreparedStudy study, Path folder, Accumulators accumulators, Checkpoints checkpoints) {
      this.study = study;
      this.folder = folder;
      this.accumulators = accumulators;
      this.checkpoints = checkpoints;
    }

    void saved() {
      saved = System.nanoTime();
    }

    void next(int taken, Runnable end) {
      if (taken == CHECKPOINTS) {
        end.run();
        return;
      }
      accumulators.absorb(tally(taken, random), () -> take(taken, end));
    }

    private void take(int taken, Runnable end) {
      System.gc();
      long before = used();
      heap().forEach(MemoryPoolMXBean::resetPeakUsage);
      long allocated = allocated();
      begun = System.nanoTime();
      checkpoints.take(
          new CheckpointHeader(study.identity(), taken + 1, accumulators.trials(), 0, 0),
          written -> {
            long now = System.nanoTime();
            System.out.printf(
                "checkpoint of %d MiB: sums written after %.2f s, synced after %.2f s; heap %d MiB before, at most %d MiB, %d MiB allocated, limit %d MiB; written: %s%n",
                mebibytes(newest()),
                (saved - begun) / 1e9,
                (now - begun) / 1e9,
                mebibytes(before),
                mebibytes(peak()),
                mebibytes(allocated() - allocated),
                mebibytes(Runtime.getRuntime().maxMemory()),
                written);
            next(taken + 1, end);
          });
    }

    private long newest() {
      try {
        return Files.size(new RunDirectory(folder).checkpoints().getFirst());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Tally tally(long block, Random random) {
    return new Tally(block, half(random), half(random));
  }

  private static HalfTally half(Random random) {
    int values = HEIGHT * WIDTH;
    double[][] weighted = new double[CHANNELS][];
    Arrays.setAll(weighted, channel -> random.doubles(values).toArray());
    return new HalfTally(
        BLOCK / 2,
        random.doubles(values).toArray(),
        random.doubles(CHANNELS).toArray(),
        random.doubles(CHANNELS).toArray(),
        weighted);
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static long used() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** No less than the peak of all pools together. */
  private static long peak() {
    return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }

  private static long mebibytes(long bytes) {
    return bytes >> 20;
  }

  private static void speed() throws Exception {
    Path folder = Files.createTempDirectory("revcor-checkpoints");
    rate(folder, Duration.ofHours(1));
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      without.add(rate(folder, Duration.ofHours(1)));
      with.add(rate(folder, Duration.ofSeconds(3)));
    }
    System.out.printf("none             %,8.0f trials/s %s%n", median(without), without);
    System.out.printf("every 3 seconds  %,8.0f trials/s %s%n", median(with), with);
    System.out.printf("speed with them  %.3f%n", median(with) / median(without));
    new RunDirectory(folder).delete();
  }

  private static double rate(Path folder, Duration interval) throws Exception {
    Path out = folder.resolve("study");
    try (HeadlessStudy study =
        HeadlessStudy.startAnew(
            StudyFile.parseJson(
                """
                {"seed": 7, "observer": {"model": "mnist-cnn"}, "stop": {"max-trials": %d}}"""
                    .formatted(TRIALS)),
            new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
            out,
            LaneSettings.standard(),
            interval)) {
      StudyView end = study.end().toCompletableFuture().get(10, TimeUnit.MINUTES);
      return end.trials() / end.seconds();
    }
  }

  private static double median(List<Double> rates) {
    double[] sorted = rates.stream().mapToDouble(rate -> rate).sorted().toArray();
    int half = sorted.length / 2;
    return (sorted[half] + sorted[sorted.length - 1 - half]) / 2;
  }
}
