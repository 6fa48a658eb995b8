package org.revcor.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.revcor.estimate.Tally;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.server.Doctor.Diagnosis;
import org.revcor.server.Doctor.Diagnosis.Level;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * Checks with the shipped network that the lanes of this machine compute equal sums again.
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

  private static final Duration DEADLINE = Duration.ofMinutes(10);

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
    return Stream.of("average", "gradient").map(word -> same(word, sums(word), sums(word)));
  }

  private static Diagnosis same(String estimator, double[] first, double[] second) {
    boolean same = Arrays.equals(first, second);
    return new Diagnosis(
        SUBJECT,
        same ? Level.OK : Level.PROBLEM,
        "sums of %ss computed twice %s"
            .formatted(estimator, same ? "are equal" : "differ; do not use this machine"));
  }

  private double[] sums(String estimator) {
    StudySpecification specification = StudyFile.parseJson(STUDY.formatted(estimator));
    PreparedStudy study = PreparedStudy.of(specification, materials, platform, Capacity.of(platform, lanes));
    try (LocalLanes started = LocalLanes.start(platform, lanes)) {
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

  private static double[] values(Tally tally) {
    return Stream.of(tally.a(), tally.b())
        .flatMap(half -> half.sums().values().stream())
        .flatMap(Arrays::stream)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }
}
