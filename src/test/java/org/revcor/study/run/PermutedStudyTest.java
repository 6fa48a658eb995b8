package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.InvalidInputException;
import org.revcor.estimate.significance.MaximumTest;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.inference.SimulatedObserver;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.Significance;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

@Tag("full")
class PermutedStudyTest {
  private static final int SIDE = 6;
  private static final int D = SIDE * SIDE;
  private static final double LEVEL = 0.05;
  private static final int MAPS = 19;

  @TempDir private Path folder;

  @Test
  void mapsOfBlindUnitsAreSignificantAtTheNominalRate() throws Exception {
    keepLevel("uniform", 600);
  }

  @Test
  void rateHoldsUnderBernoulliNoise() throws Exception {
    keepLevel("bernoulli, p = 0.125", 600);
  }

  @Test
  void rateHoldsOverSixThousandMaps() throws Exception {
    keepLevel("uniform", 6_000);
  }

  /**
   * Each unit responds with sin(1000 w·x) with its own w, which is almost independent of any pixel
   * and of the other units.
   */
  private void keepLevel(String law, int units) throws Exception {
    SimulatedObserver blind = linear(units).disturbed(response -> response.mul(1000).sin());
    run(activations(law), blind);

    List<MaximumTest> tests = permuted(blind, MAPS).orElseThrow();

    Significance found =
        Significance.analyse(out(), new Significance.Options(LEVEL, 1.5, MAPS), tests);
    int maps = 0;
    for (Significance.Channel channel : found.channels()) {
      Significance.Permuted permuted = channel.permuted();
      assertThat(permuted).isNotNull();
      assertThat(permuted.pixels() > 0).isEqualTo(permuted.p() <= LEVEL);
      maps += permuted.pixels() > 0 ? 1 : 0;
    }
    BinomialDistribution chance = BinomialDistribution.of(units, LEVEL);
    assertThat(maps)
        .isBetween(
            chance.inverseCumulativeProbability(0.002), chance.inverseCumulativeProbability(0.998));
  }

  @Test
  void pixelsThatAUnitDependsOnExceedAllShuffles() throws Exception {
    float[] weights = new float[D];
    weights[7] = 3;
    weights[20] = -3;
    SimulatedObserver looks = SimulatedObserver.linear("units", SIDE, SIDE, weights);
    run(activations("gaussian"), looks);

    MaximumTest test = permuted(looks, 99).orElseThrow().getFirst();

    float[] z = Npy.floats(Files.readAllBytes(out().resolve("z.npy")));
    assertThat(test.p(z[7])).isEqualTo(0.01);
    assertThat(test.p(z[20])).isEqualTo(0.01);
    assertThat(IntStream.range(0, D).filter(i -> test.p(z[i]) <= 0.01)).hasSizeBetween(2, 3);
    // Šidák's threshold of 36 pixels at .05 is 3.2; halves of 100 trials keep a hundredth of z
    assertThat(test.threshold(0.05)).isBetween(2.7, 3.7);
  }

  @Test
  void shufflesDoNotDependOnLanes() throws Exception {
    SimulatedObserver looks = linear(3);
    run(activations("uniform"), looks);

    double[] one = thresholds(permuted(looks, 99).orElseThrow());

    try (PermutedStudy study = PermutedStudy.start(out(), 99, materials(looks), lanes(1))) {
      assertThat(thresholds(study.end().toCompletableFuture().join().orElseThrow()))
          .containsExactly(one);
      assertThat(study.shown()).isEqualTo(study.trials()).isEqualTo(2_000);
    }
  }

  @Test
  void studyThatEndedEarlyIsReplayedToItsEnd() throws Exception {
    SimulatedObserver looks = linear(2);
    StudyView end = run(study("stop { max-trials = 100000, reliability = 0.5 }"), looks);
    assertThat(end.progress().trials()).isLessThan(100_000);

    try (PermutedStudy study = PermutedStudy.start(out(), 19, materials(looks), lanes(2))) {
      assertThat(study.trials()).isEqualTo(end.progress().trials());
      assertThat(study.end().toCompletableFuture().join()).isPresent();
    }
  }

  @Test
  void splitMapsAreShuffledWithTheirSignals() throws Exception {
    SimulatedObserver looks = digits();
    run(
        "study { observer.model = digits, readout { kind = label, by-signal = true }, block-size ="
            + " 200, stimulus { kind = signal-in-noise, data = mnist, classes = [\"0\", \"1\"],"
            + " gamma = 0.2 }, stop.max-trials = 2000 }",
        looks);
    assertThat(permuted(looks, 19).orElseThrow()).hasSize(4);
  }

  @Test
  void stopEndsTheReplayWithoutAResult() throws Exception {
    SimulatedObserver quick = linear(2);
    run(activations("uniform"), quick);
    CountDownLatch stopped = new CountDownLatch(1);
    SimulatedObserver waits = linear(2).disturbed(response -> after(stopped, response));

    try (PermutedStudy study = PermutedStudy.start(out(), 19, materials(waits), lanes(2))) {
      study.stop();
      stopped.countDown();
      assertThat(study.end().toCompletableFuture().get(60, TimeUnit.SECONDS)).isEmpty();
    }
  }

  private static NDArray after(CountDownLatch latch, NDArray response) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return response;
  }

  @Test
  void observerWithOtherOutputsIsDetected() throws Exception {
    run(activations("uniform"), linear(2));
    SimulatedObserver changed = linear(2).disturbed(NDArray::square);
    assertThatThrownBy(() -> permuted(changed, 19))
        .hasRootCauseInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its replayed trials give different maps");
  }

  @Test
  void observerWithAnotherDigestIsRefused() throws Exception {
    run(activations("uniform"), linear(2));
    assertRefused(() -> permuted(digits(), 19))
        .hasMessageContaining(
            "(has changed: observer.digest is sha256:digits and was sha256:units); it" + " must be")
        .hasMessageContaining(
            "a study that --permutations can replay: same platform, observer and stimuli");
  }

  @Test
  void otherPlatformIsRefused() throws Exception {
    run(activations("uniform"), linear(2));
    Path record = out().resolve("record.json");
    String engine = Platform.ofThisMachine().engine();
    Files.writeString(record, Files.readString(record).replace(engine, "pytorch 1.0"));
    assertRefused(() -> permuted(linear(2), 19))
        .hasMessageContaining("pytorch 1.0, order of sums")
        .hasMessageContaining(engine);
  }

  /** Deletes what says which study the folder has. */
  private void forget() throws IOException {
    Files.delete(out().resolve("record.json"));
    Files.delete(out().resolve("summary.json"));
    for (Path checkpoint : new RunDirectory(out()).checkpoints()) {
      Files.delete(checkpoint);
    }
  }

  @Test
  void studiesWithoutNullMapsAreRefused() throws Exception {
    run(activations("uniform").replace("block-size = 200", "block-size = 2"), linear(2));
    assertThatThrownBy(() -> permuted(linear(2), 19))
        .hasMessage(
            "--permutations is 19; it must be left out for a study with blocks of 2 trials, whose"
                + " halves cannot be shuffled");

    forget();
    run(study("conventions = authors, stop.max-trials = 2000"), linear(2));
    assertThatThrownBy(() -> permuted(linear(2), 19))
        .hasMessage(
            "--permutations is 19; it must be left out for a study with conventions = authors,"
                + " whose maps have no z-maps");

    forget();
    run(study("whiten = true, stop.max-trials = 2000"), linear(2));
    assertThatThrownBy(() -> permuted(linear(2), 19))
        .hasMessageContaining("left out for a study with whiten = true");
  }

  @Test
  void nullMapsLargerThanMemoryAreRefusedWithTheFigures() throws Exception {
    StudySpecification study = StudyFile.read(file(activations("uniform")));
    PreparedStudy prepared =
        PreparedStudy.of(
            study, materials(linear(10)), Platform.ofThisMachine(), Capacity.UNLIMITED);
    // 10 maps of 36 values, 8 bytes each and 4 in each of 7 tallies
    assertThatThrownBy(
            () -> new Capacity(2, 1 << 20, 10 << 20).requirePermutationsFit(prepared, 9_999))
        .hasMessage(
            "--permutations is 9,999 for 10 maps of 36 values, whose sums take 123.6 MiB; it must"
                + " be at most 809, to fit into the 10.0 MiB of this process"
                + " (REVCOR_JAVA_OPTS=-Xmx4g raises the limit)");
  }

  private static double[] thresholds(List<MaximumTest> tests) {
    return tests.stream().mapToDouble(test -> test.threshold(0.2)).toArray();
  }

  private static String activations(String law) {
    return study(
        "readout { kind = activation, layer = logits }, stimulus { law = %s }, stop.max-trials = 2000"
            .formatted(law));
  }

  private static String study(String keys) {
    return "study { observer.model = units, block-size = 200, %s }".formatted(keys);
  }

  private static SimulatedObserver linear(int units) {
    Random random = new Random(5);
    float[] weights = new float[units * D];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return SimulatedObserver.linear("units", SIDE, SIDE, weights);
  }

  private static SimulatedObserver digits() {
    return SimulatedObserver.linear("digits", 28, 28, new float[2 * 28 * 28]);
  }

  private StudyView run(String study, SimulatedObserver observer) throws Exception {
    try (HeadlessStudy running =
        HeadlessStudy.start(
            StudyFile.read(file(study)),
            materials(observer),
            out(),
            lanes(2),
            Duration.ofMinutes(1))) {
      return running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
  }

  private Optional<List<MaximumTest>> permuted(SimulatedObserver observer, int maps) {
    try (PermutedStudy study = PermutedStudy.start(out(), maps, materials(observer), lanes(2))) {
      return study.end().toCompletableFuture().join();
    }
  }

  private Path file(String study) throws IOException {
    return Files.writeString(folder.resolve("study.conf"), study);
  }

  private Path out() {
    return folder.resolve("out");
  }

  private static LaneSettings lanes(int lanes) {
    return new LaneSettings(lanes, Duration.ofSeconds(60), 3, 1 << 24);
  }

  private Materials materials(SimulatedObserver observer) {
    return new Materials(reference -> observer, Path::of, folder, new Bases(folder));
  }
}
