package org.revcor.cli;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.MemoryShortageException;
import org.revcor.inference.Platform;
import org.revcor.server.Diagnosis;
import org.revcor.server.Diagnosis.Level;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * Checks the lanes of this machine with the shipped network: that sums are equal when they are
 * computed again, that those of GPUs agree with the processor's, and that lanes continue after a
 * shortage of memory.
 */
final class SelfTest {
  private static final String SUBJECT = "lanes";

  private static final String STUDY =
      """
      {"study": {"seed": 1, "observer": {"model": "mnist-cnn"}, "stimulus": {"kind": "white-noise"},
       "readout": {"kind": "probability"}, "estimator": "%s", "stop": {"max-trials": 1000000}}}\
      """;

  /** Blocks of 1,000 trials of each check. */
  private static final int BLOCKS = 5;

  /** Smallest correlation of the maps of two devices, whose last bits differ. */
  private static final double MIN_CORRELATION = .999;

  private static final Duration DEADLINE = Duration.ofMinutes(10);

  /** Values of an array that no device can hold: 16 TiB. */
  private static final Shape TOO_LARGE = new Shape(1L << 21, 1L << 21);

  private final Platform platform;
  private final LaneSettings lanes;
  private final Materials materials;

  SelfTest(Materials materials, LaneSettings lanes) {
    this.platform = Platform.ofThisMachine(lanes.kernels());
    this.lanes = lanes;
    this.materials = materials;
  }

  /** Returns the diagnoses; each check runs when its diagnosis is taken. */
  Stream<Diagnosis> diagnoses() {
    StudySpecification averages = StudyFile.parseJson(STUDY.formatted("average"));
    StudySpecification gradients = StudyFile.parseJson(STUDY.formatted("gradient"));
    double[] first = sums(averages, platform);
    List<Supplier<Diagnosis>> checks = new ArrayList<>();
    checks.add(() -> same("sums of averages computed twice", first, sums(averages, platform)));
    checks.add(
        () ->
            same(
                "sums of gradients computed twice",
                sums(gradients, platform),
                sums(gradients, platform)));
    if (platform.onGpus()) {
      checks.add(() -> againstProcessor(first, sums(averages, Platform.ofThisProcessor())));
    }
    checks.add(() -> memoryShortage(averages, first));
    return checks.stream().map(Supplier::get);
  }

  private static Diagnosis same(String check, double[] first, double[] second) {
    boolean same = Arrays.equals(first, second);
    return new Diagnosis(
        SUBJECT,
        same ? Level.OK : Level.PROBLEM,
        check + (same ? " are equal" : " differ; do not use this machine"));
  }

  private static Diagnosis againstProcessor(double[] here, double[] processor) {
    double correlation = correlation(here, processor);
    return new Diagnosis(
        SUBJECT,
        correlation >= MIN_CORRELATION ? Level.OK : Level.PROBLEM,
        "the correlation of sums with those of the processor is %.6f; it must be at least %s"
            .formatted(correlation, MIN_CORRELATION));
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
  private Diagnosis memoryShortage(StudySpecification study, double[] before) {
    Device device = platform.devices(1).getFirst();
    String found = "an array of 16 TiB was accepted";
    try (NDManager manager = NDManager.newBaseManager(device)) {
      manager.zeros(TOO_LARGE, DataType.FLOAT32);
    } catch (EngineException | IllegalArgumentException refused) {
      if (MemoryShortageException.isBehind(refused)) {
        return same("sums after a shortage of memory", before, sums(study, platform));
      }
      found = "a shortage of memory was not recognised: " + refused.getMessage();
    }
    return new Diagnosis(SUBJECT, Level.PROBLEM, found);
  }

  /** Returns the sums of all channels over all blocks. */
  private double[] sums(StudySpecification specification, Platform on) {
    PreparedStudy study = PreparedStudy.of(specification, materials, on, Capacity.of(on, lanes));
    try (LocalLanes started = LocalLanes.start(on, lanes)) {
      return started
          .of("selftest", study)
          .tallies(0, BLOCKS)
          .map(SelfTest::values)
          .runWith(Sink.seq(), Materializer.matFromSystem(started.system()))
          .toCompletableFuture()
          .orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS)
          .join()
          .stream()
          .flatMapToDouble(Arrays::stream)
          .toArray();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  /**
   * Returns the sums of each channel, in each half. Averages are centred, so that what channels
   * have in common, the mean stimulus, does not hide that their stimuli differ.
   */
  static double[] values(Tally tally) {
    return Stream.of(tally.a(), tally.b())
        .flatMap(SelfTest::rows)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static Stream<double[]> rows(HalfTally half) {
    return half.sums().containsKey(HalfTally.WEIGHTED)
        ? IntStream.range(0, half.weighted().length).mapToObj(channel -> centred(half, channel))
        : half.sums().values().stream().flatMap(Arrays::stream);
  }

  private static double[] centred(HalfTally half, int channel) {
    double[] sums = half.weighted()[channel].clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] -= half.responses()[channel] / half.trials() * half.stimuli()[i];
    }
    return sums;
  }
}
