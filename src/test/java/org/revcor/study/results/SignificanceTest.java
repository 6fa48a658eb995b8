package org.revcor.study.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.SimulatedObserver;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.Significance.Channel;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;

/**
 * Tests of the maps of whole studies with units that do not respond to the noise. Each unit
 * responds with sin(1000 w·x) with its own w, which is almost independent of any value and of other
 * units.
 */
@Tag("full")
class SignificanceTest {
  private static final int SIDE = 28;
  private static final int D = SIDE * SIDE;
  private static final double LEVEL = 0.05;
  private static final String BLOCKS = "stimulus { %s }, block-size = 200, stop.max-trials = 2000";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind = white-noise",
        "kind = images, data = mnist, noise-sd = 0.2",
        "kind = signal-in-noise, data = mnist, gamma = 0.5",
        "kind = white-noise, antithetic = true",
        "kind = gabor-pca, basis = gabor-mnist, space = latent"
      })
  void testsKeepTheirLevel(String stimulus) throws Exception {
    keepLevel(stimulus, linear(600, D).disturbed(response -> response.mul(1000).sin()), 600);
  }

  /** The noise is far smaller than the steps of the response, which depends on the image alone. */
  @Test
  void testsKeepTheirLevelForUnitsThatRespondToTheImageOnly() throws Exception {
    SimulatedObserver images =
        linear(600, D).disturbed(response -> response.round().mul(1000).sin());
    keepLevel("kind = images, data = mnist, noise-sd = 0.0001", images, 600);
  }

  private void keepLevel(String stimulus, SimulatedObserver blind, int units) throws Exception {
    Significance result = tested(BLOCKS.formatted(stimulus), blind);

    assertThat(result.independent()).isTrue();
    BinomialDistribution chance = BinomialDistribution.of(units, LEVEL);
    int max = chance.inverseCumulativeProbability(0.998);
    int min = stimulus.contains("antithetic") ? 0 : chance.inverseCumulativeProbability(0.002);
    assertThat(count(result, map -> Objects.requireNonNull(map.wholeMap()).p() <= LEVEL))
        .as("whole map")
        .isBetween(min, max);
    assertThat(count(result, map -> Objects.requireNonNull(map.familywise()).pixels() > 0))
        .as("familywise")
        .isBetween(min, max);
    assertThat(count(result, map -> Objects.requireNonNull(map.discovery()).pixels() > 0))
        .as("discovery")
        .isBetween(min, max);
    if (stimulus.contains("latent")) {
      assertThat(result.channels()).allMatch(map -> map.smoothed() == null);
    } else {
      assertThat(count(result, map -> Objects.requireNonNull(map.smoothed()).pixels() > 0))
          .as("smoothed")
          .isLessThanOrEqualTo(max);
      assertThat(count(result, map -> !Objects.requireNonNull(map.smoothed()).clusters().isEmpty()))
          .as("clusters")
          .isLessThanOrEqualTo(max);
    }
  }

  /**
   * Linear units that depend on the upper half of the stimulus. In antithetic pairs their z of the
   * lower half has a standard deviation of √2, which would be a false pixel in most maps.
   */
  @Test
  void pixelsWithoutInfluenceKeepTheirLevelUnderAntitheticPairs() throws Exception {
    int units = 600;
    Significance result =
        tested(BLOCKS.formatted("kind = white-noise, antithetic = true"), linear(units, D / 2));
    float[] z = Npy.floats(Files.readAllBytes(folder.resolve("out/z.npy")));

    int uncorrected = 0;
    int wrong = 0;
    double threshold = Objects.requireNonNull(familywise(result).threshold());
    for (int unit = 0; unit < units; unit++) {
      double largest = 0;
      for (int i = D / 2; i < D; i++) {
        largest = Math.max(largest, Math.abs(z[unit * D + i]));
      }
      wrong += largest >= threshold ? 1 : 0;
      uncorrected += largest >= threshold / Math.sqrt(2) ? 1 : 0;
    }
    BinomialDistribution chance = BinomialDistribution.of(units, LEVEL);
    assertThat(wrong).isLessThanOrEqualTo(chance.inverseCumulativeProbability(0.998));
    assertThat(uncorrected).isGreaterThan(units / 2);
  }

  /** Blocks have whole pairs, so Student's t of their errors holds without a factor. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pairsDoNotRaiseThresholdsOfBlockErrors(boolean antithetic) throws Exception {
    Significance result =
        tested(
            "stimulus.antithetic = %s, estimator = gradient, block-size = 20, stop.max-trials = 100"
                .formatted(antithetic),
            linear(1, D).disturbed(response -> response.sin()));

    // five blocks of equal weight, Šidák's level of one of 784 values
    double p = -Math.expm1(Math.log1p(-LEVEL) / D);
    double t = TDistribution.of(4).inverseSurvivalProbability(p / 2);
    assertThat(familywise(result).threshold()).isCloseTo(t, within(0.01 * t));
  }

  /** In float32 a sum of products of 1e6 is rounded by more than its change with the stimulus. */
  @Test
  void nearlyConstantResponsesHaveNoSignificantPixels() throws Exception {
    Significance result =
        tested(
            BLOCKS.formatted("kind = white-noise"),
            linear(20, D).disturbed(response -> response.mul(1000).sin().add(1_000_000)));

    assertThat(result.channels()).allMatch(map -> map.pixels() == 0 && map.wholeMap() == null);
  }

  private static Significance.Pixels familywise(Significance result) {
    return Objects.requireNonNull(result.channels().getFirst().familywise());
  }

  private static int count(Significance result, Predicate<Channel> isFound) {
    return (int) result.channels().stream().filter(isFound).count();
  }

  /**
   * @param seen number of leading values with non-zero weights
   */
  private static SimulatedObserver linear(int units, int seen) {
    Random random = new Random(7);
    float[] weights = new float[units * D];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % D < seen ? (float) random.nextGaussian() : 0;
    }
    return SimulatedObserver.linear("units", SIDE, SIDE, weights);
  }

  private Significance tested(String keys, SimulatedObserver observer) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("study.conf"),
            "study { observer.model = units, readout { kind = activation, layer = logits }, %s }"
                .formatted(keys));
    try (HeadlessStudy running =
        HeadlessStudy.start(
            StudyFile.read(file),
            new Materials(reference -> observer, Path::of, folder, new Bases(folder)),
            folder.resolve("out"),
            new LaneSettings(2, Duration.ofSeconds(60), 3, 1 << 24),
            Duration.ofMinutes(1))) {
      running.end().toCompletableFuture().get(240, TimeUnit.SECONDS);
    }
    return Significance.analyse(folder.resolve("out"), new Significance.Options(LEVEL, 1.5));
  }
}
