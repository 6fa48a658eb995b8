package org.revcor.benchmark;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.MemoryShortageException;
import org.revcor.inference.Platform;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudySpecification;

/**
 * Checks the lanes of this machine: that sums are equal when they are computed again, that maps
 * agree with those of the processor, speed, and that a lane continues after its memory was short.
 */
public final class SelfTest {
  /** Smallest correlation of the maps of two devices, whose last bits differ. */
  private static final double MIN_CORRELATION = .999;

  private static final Duration DEADLINE = Duration.ofMinutes(10);

  /** Values of an array that no device can hold: 16 TiB. */
  private static final Shape TOO_LARGE = new Shape(1L << 21, 1L << 21);

  /** The outcome of a check. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** It does not concern this machine. */
    NOT_APPLICABLE
  }

  /**
   * The result of a check.
   *
   * @param figure what was measured, or why the check does not apply
   */
  public record Finding(String check, Outcome outcome, String figure) {}

  private record Sums(double[] values, double seconds, long trials) {
    private double trialsPerSecond() {
      return trials / seconds;
    }
  }

  private final Platform platform;
  private final LaneSettings lanes;
  private final Materials materials;
  private final long blocks;

  /**
   * @param blocks number of blocks of each check
   */
  public SelfTest(Materials materials, LaneSettings lanes, long blocks) {
    this.platform = Platform.ofThisMachine(lanes.kernels());
    this.lanes = lanes;
    this.materials = materials;
    this.blocks = blocks;
  }

  /** Returns the devices, as the plans of studies name them. */
  public Platform platform() {
    return platform;
  }

  /** Returns the number of lanes. */
  public int lanes() {
    return platform.lanes(lanes.cpuLanes());
  }

  /**
   * Runs all checks.
   *
   * @param averages study that averages stimuli
   * @param gradients study that averages gradients
   * @param findings receives each result at once
   * @return whether none has failed
   */
  public boolean run(
      StudySpecification averages, StudySpecification gradients, Consumer<Finding> findings) {
    boolean[] passed = {true};
    Consumer<Finding> each =
        finding -> {
          passed[0] &= finding.outcome() != Outcome.FAILED;
          findings.accept(finding);
        };
    Sums first = sums(averages, platform);
    Sums second = sums(averages, platform);
    each.accept(same("sums of averages twice", first, second));
    each.accept(
        same("sums of gradients twice", sums(gradients, platform), sums(gradients, platform)));
    each.accept(againstProcessor(averages, first));
    each.accept(memoryShortage(averages, first));
    each.accept(
        new Finding("speed", Outcome.PASSED, "%,.0f trials/s".formatted(second.trialsPerSecond())));
    return passed[0];
  }

  private static Finding same(String check, Sums first, Sums second) {
    double difference = 0;
    for (int i = 0; i < first.values().length; i++) {
      difference = Math.max(difference, Math.abs(first.values()[i] - second.values()[i]));
    }
    return Arrays.equals(first.values(), second.values())
        ? new Finding(check, Outcome.PASSED, "%,d equal numbers".formatted(first.values().length))
        : new Finding(check, Outcome.FAILED, "differences up to %.3g".formatted(difference));
  }

  private Finding againstProcessor(StudySpecification study, Sums here) {
    String check = "sums against the processor's";
    if (!platform.onGpus()) {
      return new Finding(check, Outcome.NOT_APPLICABLE, "the lanes are on the processor");
    }
    double correlation =
        correlation(here.values(), sums(study, Platform.ofThisProcessor()).values());
    return new Finding(
        check,
        correlation >= MIN_CORRELATION ? Outcome.PASSED : Outcome.FAILED,
        "correlation %.6f, at least %s".formatted(correlation, MIN_CORRELATION));
  }

  static double correlation(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElse(0);
    double meanB = Arrays.stream(b).average().orElse(0);
    double both = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      both += (a[i] - meanA) * (b[i] - meanB);
      squaresA += (a[i] - meanA) * (a[i] - meanA);
      squaresB += (b[i] - meanB) * (b[i] - meanB);
    }
    return both / Math.sqrt(squaresA * squaresB);
  }

  /** Requests more memory than there is, then computes the sums again. */
  private Finding memoryShortage(StudySpecification study, Sums before) {
    String check = "equal sums after a shortage of memory";
    Device device = platform.devices(1).getFirst();
    Optional<RuntimeException> refusal = Optional.empty();
    try (NDManager manager = NDManager.newBaseManager(device)) {
      manager.zeros(TOO_LARGE, DataType.FLOAT32);
    } catch (EngineException | IllegalArgumentException refused) {
      refusal = Optional.of(refused);
    }
    if (refusal.isEmpty() || !MemoryShortageException.isBehind(refusal.get())) {
      return new Finding(
          check,
          Outcome.FAILED,
          refusal
              .map(other -> "not recognised as a shortage: " + other.getMessage())
              .orElse("an array of 16 TiB was accepted"));
    }
    return same(check, before, sums(study, platform));
  }

  /** Returns the sums of all channels over all blocks. */
  private Sums sums(StudySpecification specification, Platform on) {
    PreparedStudy study = PreparedStudy.of(specification, materials, on, Capacity.of(on, lanes));
    try (LocalLanes started = LocalLanes.start(on, lanes)) {
      long start = System.nanoTime();
      List<double[]> parts =
          started
              .of("selftest", study)
              .tallies(0, blocks)
              .map(SelfTest::values)
              .runWith(Sink.seq(), Materializer.matFromSystem(started.system()))
              .toCompletableFuture()
              .orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS)
              .join();
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Sums(
          parts.stream().flatMapToDouble(Arrays::stream).toArray(),
          seconds,
          blocks * study.plan().blockSize());
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  /**
   * Returns the sums of each channel, in each half. Averages are centred, so that what channels
   * have in common, the mean stimulus, does not hide that their stimuli differ.
   */
  static double[] values(Tally tally) {
    return List.of(tally.a(), tally.b()).stream()
        .flatMap(SelfTest::rows)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static Stream<double[]> rows(HalfTally half) {
    return half.gradients()
        .map(gradients -> Arrays.stream(gradients.weighted()))
        .orElseGet(
            () ->
                IntStream.range(0, half.weighted().length)
                    .mapToObj(channel -> centred(half, channel)));
  }

  private static double[] centred(HalfTally half, int channel) {
    double[] sums = half.weighted()[channel].clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] -= half.responses()[channel] / half.trials() * half.stimuli()[i];
    }
    return sums;
  }
}
