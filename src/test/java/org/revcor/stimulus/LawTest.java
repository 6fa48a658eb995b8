package org.revcor.stimulus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;

final class LawTest {
  private static final int LEVELS = 1 << 16;
  private static final int DRAWS = 1_000_000;

  /**
   * Standard errors that are exceeded with probability 7e-6; the seed makes the test deterministic.
   */
  private static final double STANDARD_ERRORS = 4.5;

  static Law[] laws() {
    return new Law[] {
      new UniformLaw(),
      GaussianLaw.DEFAULT,
      new GaussianLaw(-3, 20),
      new BernoulliLaw(0.5),
      new BernoulliLaw(0.1),
      new BernoulliLaw(0.999)
    };
  }

  @ParameterizedTest
  @MethodSource("laws")
  void neighbouringPixelsAreUncorrelated(Law law) {
    float[] draws = draws(law);
    for (int lag : new int[] {1, 2, 3, 4, 8, 28, 784}) {
      double products = 0;
      for (int i = 0; i + lag < DRAWS; i++) {
        products += (draws[i] - law.mean()) * (draws[i + lag] - law.mean());
      }
      assertThat(products / law.variance() / DRAWS)
          .as("lag %d", lag)
          .isCloseTo(0, within(STANDARD_ERRORS / Math.sqrt(DRAWS)));
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void lengthNeedNotBeAMultipleOfFour(Law law) {
    float[] whole = new float[8];
    law.fill(seeded(), whole, whole.length);
    for (int length = 0; length < 8; length++) {
      float[] part = new float[length];
      law.fill(seeded(), part, part.length);
      assertThat(part).isEqualTo(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void uniformMeanAndVarianceAreThoseOfItsGrid() {
    float[] grid = grid(new UniformLaw());
    double sum = 0;
    double squares = 0;
    for (float x : grid) {
      assertThat(x).isGreaterThanOrEqualTo(0f).isLessThan(1f);
      assertThat(x * LEVELS).isEqualTo((float) Math.rint(x * LEVELS));
      sum += x;
      squares += (double) x * x;
    }
    double mean = sum / LEVELS;
    assertThat(Arrays.stream(toDoubles(grid)).distinct().count()).isEqualTo(LEVELS);
    assertThat(new UniformLaw().mean()).isEqualTo(mean);
    // multiples of 2^-32 with sums of at most 2^53: only the last subtraction rounds
    assertThat(new UniformLaw().variance())
        .isCloseTo(squares / LEVELS - mean * mean, within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.3, 0.1, 0.999, 0.000_02, 0.999_98, 1.0 / 65536})
  void bernoulliIsWhiteWithTheProbabilityOfItsMean(double p) {
    BernoulliLaw law = new BernoulliLaw(p);
    float[] grid = grid(law);
    int white = 0;
    for (float x : grid) {
      assertThat(x).isIn(0f, 1f);
      white += x == 1 ? 1 : 0;
    }
    double realised = (double) white / LEVELS;
    assertThat(law.mean()).isEqualTo(realised).isCloseTo(p, within(0x1p-17));
    assertThat(law.variance()).isEqualTo(realised * (1 - realised));
  }

  @Test
  void gaussianHasTheTailsOfANormal() {
    double[] chances = {0.317_310_508, 0.045_500_264, 0.002_699_796, 0.000_063_342_5};
    float[] draws = draws(new GaussianLaw(0, 1));
    for (int k = 1; k <= 4; k++) {
      int beyond = 0;
      int above = 0;
      for (float x : draws) {
        beyond += Math.abs(x) > k ? 1 : 0;
        above += x > k ? 1 : 0;
      }
      double chance = chances[k - 1];
      assertThat((double) beyond / DRAWS)
          .as("beyond %d", k)
          .isCloseTo(chance, within(STANDARD_ERRORS * Math.sqrt(chance * (1 - chance) / DRAWS)));
      assertThat((double) above / DRAWS)
          .as("above %d", k)
          .isCloseTo(chance / 2, within(STANDARD_ERRORS * Math.sqrt(chance / 2 / DRAWS)));
    }
  }

  @Test
  void gaussianIsScaledAndShiftedAndNotClipped() {
    float[] standard = new float[1000];
    new GaussianLaw(0, 1).fill(seeded(), standard, standard.length);
    float[] trial = new float[1000];
    new GaussianLaw(0.5, 2).fill(seeded(), trial, trial.length);
    for (int i = 0; i < trial.length; i++) {
      assertThat(trial[i]).isCloseTo(0.5f + 2 * standard[i], within(1e-6f));
    }
    assertThat(Arrays.stream(toDoubles(trial)).min().orElseThrow()).isNegative();
    assertThat(Arrays.stream(toDoubles(trial)).max().orElseThrow()).isGreaterThan(1);
  }

  /** Steps of the grid, in any order and with repetition. */
  @Property(seed = "1")
  void sumsOfUpTo256UniformPixelsAreExactInFloatInAnyOrder(
      @ForAll @Size(max = 256) List<@IntRange(max = LEVELS - 1) Integer> steps) {
    long exact = 0;
    float forwards = 0;
    float backwards = 0;
    float[] lanes = new float[8];
    float fused = 0;
    for (int i = 0; i < steps.size(); i++) {
      exact += steps.get(i);
      forwards += pixel(steps.get(i));
      backwards += pixel(steps.get(steps.size() - 1 - i));
      lanes[i % 8] += pixel(steps.get(i));
      fused = Math.fma(pixel(steps.get(i)), 1f, fused);
    }
    float striped = 0;
    for (float lane : lanes) {
      striped += lane;
    }
    double sum = (double) exact / LEVELS;
    assertThat((double) forwards).isEqualTo(sum);
    assertThat((double) backwards).isEqualTo(sum);
    assertThat((double) striped).isEqualTo(sum);
    assertThat((double) fused).isEqualTo(sum);
  }

  /** Returns the values of a law for all 65,536 values of 16 bits. */
  private static float[] grid(Law law) {
    float[] grid = new float[LEVELS];
    AtomicInteger next = new AtomicInteger();
    law.fill(
        () -> {
          long word = 0;
          for (int i = 0; i < 4; i++) {
            word = word << 16 | next.getAndIncrement();
          }
          return word;
        },
        grid,
        grid.length);
    return grid;
  }

  private static float pixel(int step) {
    return step / (float) LEVELS;
  }

  private static float[] draws(Law law) {
    float[] draws = new float[DRAWS];
    law.fill(seeded(), draws, draws.length);
    return draws;
  }

  private static RandomGenerator seeded() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(20_260_101);
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
