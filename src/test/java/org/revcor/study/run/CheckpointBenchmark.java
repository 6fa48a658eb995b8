package org.revcor.study.run;

import com.sun.management.OperatingSystemMXBean;
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
import java.util.function.ToDoubleFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.SimulatedObserver;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyIdentity;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;

/**
 * The cost of checkpoints. Measures time and memory of a checkpoint of 1,000 logit averages of
 * 3,072 values and of ten of 784. Measures the speed of studies of mnist-cnn with a checkpoint
 * every 3 seconds and without, in turns of changing order.
 *
 * <p>{@code JDK_JAVA_OPTIONS=-Xmx256m mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.study.run.CheckpointBenchmark -Dbenchmark=memory}, or {@code speed}.
 * The sums take 117 MiB, so a second copy of them does not fit into such a heap.
 */
final class CheckpointBenchmark {
  private static final int BLOCK = 100;
  private static final int CHECKPOINTS = 7;
  private static final int TRIALS = 300_000;
  private static final int ROUNDS = 4;

  /** Size of the study whose sums are written. */
  private record Size(int channels, int height, int width) {
    static final Size WIDE = new Size(1_000, 48, 64);
    static final Size DIGITS = new Size(10, 28, 28);

    int values() {
      return height * width;
    }
  }

  private CheckpointBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "memory" -> {
        memory(Size.WIDE);
        memory(Size.DIGITS);
      }
      case "speed" -> speed();
      default -> {
        memory(Size.WIDE);
        memory(Size.DIGITS);
        speed();
      }
    }
  }

  private static void memory(Size size) throws Exception {
    Path folder = Files.createTempDirectory("revcor-checkpoints");
    PreparedStudy study =
        SubscribedRun.prepare(
            """
            {"observer": {"model": "wide"}, "readout": {"kind": "logit"},
             "stop": {"max-trials": 1000000}, "block-size": %d}
            """
                .formatted(BLOCK),
            SimulatedObserver.linear(
                "wide", size.height(), size.width(), new float[size.channels() * size.values()]));
    ActorSystem<StudyRun.Command> system =
        ActorSystem.create(checkpointing(study, size, folder), "checkpoints");
    system.getWhenTerminated().toCompletableFuture().get(5, TimeUnit.MINUTES);
    new RunDirectory(folder).delete();
  }

  /** Takes checkpoints like a run, after each block. */
  private static Behavior<StudyRun.Command> checkpointing(
      PreparedStudy study, Size size, Path folder) {
    return Behaviors.setup(
        context -> {
          RunDirectory directory = new RunDirectory(folder);
          StudyStatus status = new StudyStatus("wide", study, "2026-11-25T10:15:00Z", null);
          directory.prepare(Resumption.ofNew(study), status.view());
          Accumulators accumulators =
              new Accumulators(context, study, new StudyRun.Committed(null, null));
          Checkpoints checkpoints =
              new Checkpoints(
                  context,
                  accumulators,
                  new RunWriter(
                      directory, status, Optional.empty(), context.getSystem().ignoreRef()),
                  status,
                  Duration.ZERO,
                  context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()));
          Measurement measured = new Measurement(study, size, folder, accumulators, checkpoints);
          measured.next();
          return Behaviors.receiveMessage(
              message -> {
                switch (message) {
                  case StudyRun.Absorbed absorbed -> {
                    if (accumulators.onAbsorbed()) {
                      measured.absorbed();
                    }
                  }
                  case StudyRun.Saved saved -> {
                    checkpoints.onSaved(saved);
                    measured.saved();
                  }
                  case StudyRun.Committed committed ->
                      measured.committed(checkpoints.onCommitted(committed));
                  default -> throw new IllegalStateException("unexpected: " + message);
                }
                return measured.isDone() ? Behaviors.stopped() : Behaviors.same();
              });
        });
  }

  private static final class Measurement {
    private final PreparedStudy study;
    private final Size size;
    private final Path folder;
    private final Accumulators accumulators;
    private final Checkpoints checkpoints;
    private final Random random = new Random(7);
    private long startNanos;
    private long savedNanos;
    private long usedBefore;
    private long allocatedBefore;
    private int taken;
    private boolean isWaiting;

    Measurement(
        PreparedStudy study,
        Size size,
        Path folder,
        Accumulators accumulators,
        Checkpoints checkpoints) {
      this.study = study;
      this.size = size;
      this.folder = folder;
      this.accumulators = accumulators;
      this.checkpoints = checkpoints;
    }

    void saved() {
      savedNanos = System.nanoTime();
    }

    boolean isDone() {
      return taken == CHECKPOINTS;
    }

    /** Sends a block; it is absorbed before the next checkpoint if it is large. */
    void next() {
      if (!isDone()) {
        isWaiting = !accumulators.absorb(tally(taken, size, random));
        if (!isWaiting) {
          take();
        }
      }
    }

    void absorbed() {
      if (isWaiting) {
        isWaiting = false;
        take();
      }
    }

    private void take() {
      System.gc();
      usedBefore = used();
      heap().forEach(MemoryPoolMXBean::resetPeakUsage);
      allocatedBefore = allocated();
      startNanos = System.nanoTime();
      taken++;
      checkpoints.take(
          new CheckpointHeader(StudyIdentity.of(study), taken, accumulators.trials(), 0, 0));
    }

    void committed(boolean written) {
      long now = System.nanoTime();
      System.out.printf(
          "checkpoint of %,d kB: sums written after %.0f ms, synced after %.0f ms; heap %d"
              + " MiB before, at most %d MiB, %d MiB allocated, limit %d MiB; written: %s%n",
          newest() / 1000,
          (savedNanos - startNanos) / 1e6,
          (now - startNanos) / 1e6,
          mebibytes(usedBefore),
          mebibytes(peak()),
          mebibytes(allocated() - allocatedBefore),
          mebibytes(Runtime.getRuntime().maxMemory()),
          written);
      next();
    }

    private long newest() {
      try {
        return Files.size(new RunDirectory(folder).checkpoints().getFirst());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Tally tally(long block, Size size, Random random) {
    return new Tally(block, half(size, random), half(size, random));
  }

  private static HalfTally half(Size size, Random random) {
    int values = size.values();
    double[][] weighted = new double[size.channels()][];
    Arrays.setAll(weighted, channel -> random.doubles(values).toArray());
    return new HalfTally(
        BLOCK / 2,
        random.doubles(values).toArray(),
        random.doubles(size.channels()).toArray(),
        random.doubles(size.channels()).toArray(),
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

  /** Returns an upper bound: the sum of the peaks of all pools. */
  private static long peak() {
    return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }

  private static long mebibytes(long bytes) {
    return bytes >> 20;
  }

  /**
   * @param rate trials per second
   * @param cpu processor time of the process per trial, in microseconds; other load affects it
   *     least
   */
  private record Speed(double rate, double cpu) {}

  private static void speed() throws Exception {
    Path folder = Files.createTempDirectory("revcor-checkpoints");
    run(folder, Duration.ofHours(1));
    List<Speed> without = new ArrayList<>();
    List<Speed> with = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      if (round % 2 == 0) {
        without.add(run(folder, Duration.ofHours(1)));
      }
      with.add(run(folder, Duration.ofSeconds(3)));
      if (round % 2 == 1) {
        without.add(run(folder, Duration.ofHours(1)));
      }
    }
    print("none", without);
    print("every 3 seconds", with);
    System.out.printf(
        "with them: %.3f of the speed, %.3f of the processor time%n",
        median(with, Speed::rate) / median(without, Speed::rate),
        median(with, Speed::cpu) / median(without, Speed::cpu));
    new RunDirectory(folder).delete();
  }

  private static void print(String what, List<Speed> runs) {
    System.out.printf(
        "%-16s %,8.0f trials/s, %.1f us of processor time a trial; %s%n",
        what, median(runs, Speed::rate), median(runs, Speed::cpu), runs);
  }

  private static Speed run(Path folder, Duration interval) throws Exception {
    try (HeadlessStudy study =
        HeadlessStudy.start(
            StudyFile.parseJson(
                """
                {"seed": 7, "observer": {"model": "mnist-cnn"}, "stop": {"max-trials": %d}}\
                """
                    .formatted(TRIALS)),
            new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
            folder.resolve("study"),
            LaneSettings.defaults(),
            interval,
            Optional.empty(),
            true)) {
      long before = processorTime();
      StudyView end = study.end().toCompletableFuture().get(10, TimeUnit.MINUTES);
      return new Speed(
          end.progress().trials() / end.progress().seconds(),
          (processorTime() - before) / 1e3 / end.progress().trials());
    }
  }

  private static long processorTime() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double median(List<Speed> runs, ToDoubleFunction<Speed> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    int half = sorted.length / 2;
    return (sorted[half] + sorted[sorted.length - 1 - half]) / 2;
  }
}
