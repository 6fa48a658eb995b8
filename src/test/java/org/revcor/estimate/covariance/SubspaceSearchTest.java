package org.revcor.estimate.covariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Vectors;
import org.revcor.estimate.covariance.ChannelAxes.Axis;

@Tag("full")
class SubspaceSearchTest {
  private static final int NULL_UNITS = 200;
  private static final double LEVEL = 0.05;

  /** Two vectors of norm 1, not at right angles. */
  private record Filters(double[] a, double[] b) {
    static Filters of(int values, Random random) {
      return new Filters(unit(values, random), unit(values, random));
    }
  }

  @Test
  void energyUnitHasItsTwoAxesAndNoFirstOrderMap() {
    Random random = new Random(1);
    Filters filters = Filters.of(784, random);

    ChannelAxes.Subspace found =
        search(784, 5_000, at(filters, random, (u, v) -> new double[] {2 * u, 2 * v}));

    assertThat(found.axes()).hasSize(2);
    assertThat(found.isAverageZero()).contains(true);
    found.axes().forEach(axis -> assertThat(degreesFrom(filters, axis)).isLessThan(5));
  }

  @Test
  void productUnitHasTwoAxes() {
    Random random = new Random(2);
    Filters filters = Filters.of(784, random);

    ChannelAxes.Subspace found =
        search(784, 5_000, at(filters, random, (u, v) -> new double[] {v, u}));

    assertThat(found.axes()).hasSize(2);
    found.axes().forEach(axis -> assertThat(degreesFrom(filters, axis)).isLessThan(5));
  }

  @Test
  void squareUnitHasOneAxisAndNoFirstOrderMap() {
    Random random = new Random(3);
    Filters filters = Filters.of(784, random);

    ChannelAxes.Subspace found =
        search(784, 5_000, at(filters, random, (u, v) -> new double[] {2 * u, 0}));

    assertThat(found.axes()).hasSize(1);
    assertThat(found.isAverageZero()).contains(true);
    assertThat(Math.abs(along(filters.a(), found.axes().getFirst()))).isCloseTo(1, within(1e-6));
  }

  @Test
  void linearUnitHasItsFirstOrderMapAsItsOnlyAxis() {
    Random random = new Random(4);
    Filters filters = Filters.of(784, random);

    ChannelAxes.Subspace found =
        search(784, 200, at(filters, random, (u, v) -> new double[] {1, 0}));

    assertThat(found.axes()).hasSize(1);
    assertThat(found.isAverageZero()).contains(false);
    assertThat(found.averageShare()).isCloseTo(1, within(1e-6));
    assertThat(Math.abs(along(filters.a(), found.axes().getFirst()))).isCloseTo(1, within(1e-6));
  }

  /**
   * The first-order map of 6 gradients of a linear unit is not significant, but not zero either.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 6, 100})
  void fewGradientsGiveNoZeroFirstOrderMap(int gradients) {
    Random random = new Random(7);
    Filters filters = Filters.of(784, random);

    ChannelAxes.Subspace linear =
        search(784, gradients, at(filters, random, (u, v) -> new double[] {1, 0}));
    ChannelAxes.Subspace energy =
        search(784, gradients, at(filters, random, (u, v) -> new double[] {2 * u, 2 * v}));

    assertThat(linear.isAverageZero())
        .isEqualTo(gradients < 8 ? Optional.empty() : Optional.of(false));
    assertThat(energy.isAverageZero()).isEmpty();
  }

  /** Their first-order map has a tenth of the squared gradient. */
  @Test
  void weakFirstOrderMapsAreNotCalledZero() {
    int zero = 0;
    for (int seed = 0; seed < NULL_UNITS; seed++) {
      Random random = new Random(seed);
      Filters filters = Filters.of(20, random);
      double slope = 2 / 3.0;
      zero +=
          search(20, 100, at(filters, random, (u, v) -> new double[] {2 * u + slope, 0}))
                  .isAverageZero()
                  .equals(Optional.of(true))
              ? 1
              : 0;
    }
    assertThat(zero).isZero();
  }

  @Test
  void axesStandOutOfGradientsInAllDirections() {
    Random random = new Random(5);
    Filters filters = Filters.of(784, random);
    Supplier<double[]> energy = at(filters, random, (u, v) -> new double[] {2 * u, 2 * v});

    ChannelAxes.Subspace found =
        search(
            784,
            5_000,
            () -> {
              double[] gradient = normal(784, random);
              Vectors.scale(gradient, 0.05);
              Vectors.add(gradient, 1, energy.get());
              return gradient;
            });

    assertThat(found.axes()).hasSize(2);
    found.axes().forEach(axis -> assertThat(degreesFrom(filters, axis)).isLessThan(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 9, 13, 42, 48})
  void noDirectionStandsOutOfEqualOnes_ofFewValues(int values) {
    assertThat(unitsWithAnAxis(NULL_UNITS, values, 600, random -> () -> normal(values, random)))
        .isLessThanOrEqualTo((int) (LEVEL * NULL_UNITS));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 11, 13, 42, 48, 49, 60})
  void oneDirectionIsFoundWhateverItIs(int values) {
    for (int at = 0; at < values; at++) {
      double[] direction = new double[values];
      direction[at] = Math.sqrt(0.5);
      direction[(at + 2) % values] = Math.sqrt(0.5);
      Random random = new Random(at);

      ChannelAxes.Subspace found =
          search(
              values,
              400,
              () -> {
                double[] gradient = new double[values];
                Vectors.add(gradient, random.nextGaussian(), direction);
                return gradient;
              });

      assertThat(found.axes()).as("from value " + at).hasSize(1);
      assertThat(Math.abs(along(direction, found.axes().getFirst()))).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void noDirectionStandsOutOfEqualOnes() {
    int units = NULL_UNITS / 4;
    assertThat(unitsWithAnAxis(units, 784, 400, random -> () -> normal(784, random)))
        .isLessThanOrEqualTo((int) (LEVEL * units));
  }

  @Test
  void noDirectionStandsOutOfEqualOnes_whereFewGradientsAreLarge() {
    assertThat(
            unitsWithAnAxis(
                NULL_UNITS,
                120,
                300,
                random ->
                    () -> {
                      double[] gradient = normal(120, random);
                      Vectors.scale(gradient, Math.exp(1.5 * random.nextGaussian()));
                      return gradient;
                    }))
        .isLessThanOrEqualTo((int) (LEVEL * NULL_UNITS));
  }

  @Test
  void unitWithoutAGradientHasNoAxes() {
    assertThat(new SubspaceSearch(LEVEL).search(sketch(10, 100, () -> new double[10])))
        .isEqualTo(new ChannelAxes.Undefined("the gradient is 0 in all trials of a half"));
  }

  /** The square of one entry of a random unit vector has a beta distribution. */
  @Test
  void scoreIsTheQuantileOfARandomDirection() {
    for (double value : new double[] {0.03, 0.1, 0.3, 0.9}) {
      double p = BetaDistribution.of(0.5, 49.5).survivalProbability(value);
      double z = NormalDistribution.of(0, 1).inverseSurvivalProbability(p);
      assertThat(SubspaceSearch.z(new double[] {1}, value, 100)).isCloseTo(z, within(0.1));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-13, 1, 1e10})
  void effectiveTrialsDoNotDependOnTheScale(double scale) {
    Random random = new Random(8);

    GradientSketch sketch =
        sketch(
            10,
            2_000,
            () -> {
              double[] gradient = normal(10, random);
              Vectors.scale(gradient, scale);
              return gradient;
            });

    // (E χ²)²/E χ⁴ of 10 degrees is 100/120
    assertThat(sketch.effectiveTrials()).isCloseTo(2_000 * 100 / 120.0, within(50.0));
  }

  @Test
  void stateIsRestored() {
    Random random = new Random(6);
    GradientSketch sketch = sketch(60, 100, () -> normal(60, random));
    GradientSketch restored = new GradientSketch(60);

    restored.restore(sketch.state());

    assertThat(restored.state()).isEqualTo(sketch.state());
    assertThat(restored.effectiveTrials()).isEqualTo(sketch.effectiveTrials());
  }

  /** Gradients {@code αa + βb}, α and β of the outputs of both filters on normal noise. */
  private static Supplier<double[]> at(Filters filters, Random random, Slopes slopes) {
    double cosine = Vectors.dot(filters.a(), filters.b());
    return () -> {
      double u = random.nextGaussian();
      double v = cosine * u + Math.sqrt(1 - cosine * cosine) * random.nextGaussian();
      double[] slope = slopes.of(u, v);
      double[] gradient = new double[filters.a().length];
      Vectors.add(gradient, slope[0], filters.a());
      Vectors.add(gradient, slope[1], filters.b());
      return gradient;
    };
  }

  private interface Slopes {
    double[] of(double u, double v);
  }

  private static int unitsWithAnAxis(
      int units, int values, int gradients, Function<Random, Supplier<double[]>> unit) {
    return (int)
        IntStream.range(0, units)
            .parallel()
            .filter(
                seed -> !search(values, gradients, unit.apply(new Random(seed))).axes().isEmpty())
            .count();
  }

  private static ChannelAxes.Subspace search(
      int values, int gradients, Supplier<double[]> gradient) {
    return (ChannelAxes.Subspace)
        new SubspaceSearch(LEVEL).search(sketch(values, gradients, gradient));
  }

  private static GradientSketch sketch(int values, int gradients, Supplier<double[]> gradient) {
    GradientSketch sketch = new GradientSketch(values);
    int ofHalf = Math.min(100, gradients / 2);
    for (int block = 0; block < gradients / (2 * ofHalf); block++) {
      sketch.add(
          new Tally(block, half(values, ofHalf, 0, gradient), half(values, ofHalf, 1, gradient)),
          0,
          0);
    }
    return sketch;
  }

  /** Sums in single precision, as a lane does. */
  private static HalfTally half(int values, int gradients, int half, Supplier<double[]> gradient) {
    float[] signs = GradientSketch.signs(values, half);
    int columns = signs.length / values;
    float[] norms = new float[gradients];
    float[] products = new float[values * (columns + 1)];
    float[] projected = new float[columns + 1];
    for (int trial = 0; trial < gradients; trial++) {
      double[] g = gradient.get();
      Arrays.fill(projected, 0);
      projected[columns] = 1;
      for (int i = 0; i < values; i++) {
        norms[trial] += (float) (g[i] * g[i]);
        for (int j = 0; j < columns; j++) {
          projected[j] += (float) g[i] * signs[i * columns + j];
        }
      }
      for (int i = 0; i < values; i++) {
        for (int j = 0; j <= columns; j++) {
          products[i * (columns + 1) + j] += (float) g[i] * projected[j];
        }
      }
    }
    float[] sums = GradientSketch.row(norms, products);
    return new HalfTally(gradients, new double[0], new double[1], new double[1], new double[0][])
        .with(GradientSketch.PRODUCTS, sums);
  }

  private static double[] normal(int values, Random random) {
    return random.doubles(values).map(any -> random.nextGaussian()).toArray();
  }

  private static double[] unit(int values, Random random) {
    double[] vector = normal(values, random);
    Vectors.scale(vector, 1 / Vectors.norm(vector));
    return vector;
  }

  private static double along(double[] direction, Axis axis) {
    double sum = 0;
    for (int i = 0; i < direction.length; i++) {
      sum += direction[i] * axis.direction()[i];
    }
    return sum;
  }

  private static double degreesFrom(Filters filters, Axis axis) {
    double[] second = Vectors.orthogonalPart(filters.b(), List.of(filters.a()));
    double inPlane = Math.hypot(along(filters.a(), axis), along(second, axis));
    return Math.toDegrees(Math.acos(Math.min(1, inPlane)));
  }
}
