package org.revcor.estimate.covariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.estimate.Vectors;
import org.revcor.estimate.covariance.ChannelAxes.Axis;

@Tag("full")
class AxisSearchTest {
  private static final int D = 40;
  private static final int TRIALS = 4_000;
  private static final double[] A = TriggeredTrials.filter(D, 1);
  private static final double[] B = TriggeredTrials.filter(D, 2, A);

  @Test
  void anEnergyNeuronHasExactlyItsTwoAxes() {
    long right =
        LongStream.range(0, 40)
            .mapToObj(
                seed ->
                    axes(0.01, TriggeredTrials.standard(seed, D, TRIALS, AxisSearchTest::energy)))
            .filter(axes -> axes.size() == 2)
            .filter(axes -> axes.stream().allMatch(axis -> axis.kind() == Axis.Kind.EXCITATORY))
            .filter(axes -> axes.stream().allMatch(axis -> 1 - inSpan(axis) < 0.5))
            .count();

    assertThat(right).isGreaterThanOrEqualTo(36);
  }

  /**
   * To first order an axis deviates by ε_e = Σr(a·x)(e·x) / (Σr (λ-1)) towards a direction e
   * without effect, where λ = 2 is its eigenvalue. With r = u² + v², E[ε²] = E[r²u²]/(n E[r]²) =
   * 6/n in each of the 37 directions orthogonal to the two axes and the average. From 20 seeds of
   * two axes its mean has an error of √(2/(40·37)) = 3.7 %. The second-order term is 1.1 %.
   */
  @Test
  void deviationOfAxesFromTruthAgreesWithTheory() {
    int trials = 20_000;
    double sum = 0;
    for (long seed = 0; seed < 20; seed++) {
      List<Axis> axes =
          axes(0.01, TriggeredTrials.standard(seed, D, trials, AxisSearchTest::energy));
      assertThat(axes).hasSizeGreaterThanOrEqualTo(2);
      sum += 2 - inSpan(axes.get(0)) - inSpan(axes.get(1));
    }
    double expected = 6.0 / trials * (D - 3);
    assertThat(sum / 40).isCloseTo(expected, within(0.12 * expected));
  }

  /** The eigenvalues E[r u²]/E[r] are 2; their standard deviations √(E[r²(u²-2)²]/n)/2 = .06. */
  @Test
  void anEnergyNeuronHasABlankAverageAndVariancesOfTwo() {
    TriggeredMoments moments =
        new TriggeredTrials(D, 20_000, 0.25, 0, AxisSearchTest::energy).draw(3);
    double[] variance = new double[D];
    Arrays.fill(variance, 0.0625);

    var searched = searched(new AxisSearch(0.01, variance).search(moments));

    assertThat(searched.blankAverage()).isTrue();
    assertThat(searched.axes()).hasSize(2);
    assertThat(searched.axes())
        .allSatisfy(axis -> assertThat(axis.eigenvalue()).isBetween(1.7, 2.4));
    assertThat(searched.eigenvalues()).hasSize(D);
    assertThat(searched.eigenvalues()[0])
        .isCloseTo(searched.axes().getFirst().eigenvalue(), within(1e-6));
    assertThat(searched.complete()).isTrue();
  }

  @Test
  void aNeuronThatRespondsOnlyNearTheMeanHasASuppressiveAxis() {
    ToDoubleFunction<double[]> neuron = x -> Math.abs(Vectors.dot(A, x)) < 0.7 ? 1 : 0;

    List<Axis> axes = axes(0.01, TriggeredTrials.standard(5, D, TRIALS, neuron));

    assertThat(axes).hasSize(1);
    assertThat(axes.getFirst().kind()).isEqualTo(Axis.Kind.SUPPRESSIVE);
    // the variance of a normal variable within ±.7 of its mean
    assertThat(axes.getFirst().eigenvalue()).isCloseTo(0.148, within(0.03));
    assertThat(along(axes.getFirst(), A)).isGreaterThan(0.9);
  }

  @Test
  void aNeuronMayHaveBothKinds() {
    ToDoubleFunction<double[]> neuron =
        x -> square(Vectors.dot(A, x)) / (1 + 3 * square(Vectors.dot(B, x)));

    List<Axis> axes = axes(0.01, TriggeredTrials.standard(6, D, 3 * TRIALS, neuron));

    assertThat(axes)
        .extracting(Axis::kind)
        .containsExactly(Axis.Kind.EXCITATORY, Axis.Kind.SUPPRESSIVE);
    assertThat(along(axes.get(0), A)).isGreaterThan(0.9);
    assertThat(along(axes.get(1), B)).isGreaterThan(0.9);
    assertThat(axes.get(1).z()).isNegative();
  }

  /** 4 binomial standard deviations above 75 · .01 are 4. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, 1})
  void aLinearThresholdNeuronHasNoAxisButItsAverage(double threshold) {
    assertThat(found(75, 0.01, seed -> TriggeredTrials.standard(seed, D, TRIALS, step(threshold))))
        .isLessThanOrEqualTo(4);
    assertThat(found(75, 0.01, seed -> TriggeredTrials.standard(seed, D, TRIALS, ramp(threshold))))
        .isLessThanOrEqualTo(4);
  }

  /** As many dimensions as a half has spikes. */
  @Test
  void aLinearThresholdNeuronOfManyDimensionsHasNoAxis() {
    double[] filter = TriggeredTrials.filter(200, 7);
    ToDoubleFunction<double[]> step = x -> Vectors.dot(filter, x) > 1 ? 1 : 0;
    assertThat(found(20, 0.01, seed -> TriggeredTrials.standard(seed, 200, 2_500, step)))
        .isLessThanOrEqualTo(3);
  }

  /** 4 binomial standard deviations above 250 · .05 are 26. */
  @ParameterizedTest
  @CsvSource({"2, 400", "10, 1000", "25, 2000", "40, 400"})
  void falsePositivesOccurAtTheNominalRate(int d, int trials) {
    int labels = found(250, 0.05, seed -> TriggeredTrials.standard(seed, d, trials, chance(seed)));
    int weights = found(250, 0.05, seed -> TriggeredTrials.standard(seed, d, trials, gamma(seed)));
    assertThat(labels).isLessThanOrEqualTo(26);
    assertThat(weights).isLessThanOrEqualTo(26);
  }

  @Test
  void shufflesGiveTheAxesOfAnEnergyNeuronTheSmallestProbability() {
    var trials = new TriggeredTrials(D, TRIALS, 1, 199, AxisSearchTest::energy);

    var searched = searched(new AxisSearch(0.01, ones(D)).search(trials.draw(1)));

    assertThat(searched.axes()).extracting(Axis::p).containsExactly(0.01, 0.01);
    assertThat(Math.min(searched.restHighP(), searched.restLowP())).isGreaterThan(0.05);
  }

  /** Nine shuffles have no p below .2. */
  @Test
  void axesAreSignificantOnlyIfTheyAreSoByShuffles() {
    var trials = new TriggeredTrials(D, TRIALS, 1, 9, AxisSearchTest::energy);

    var searched = searched(new AxisSearch(0.01, ones(D)).search(trials.draw(1)));

    assertThat(searched.axes()).isEmpty();
    assertThat(searched.restHigh()).isGreaterThan(3);
    assertThat(searched.restHighP()).isEqualTo(0.2);
    assertThat(searched.complete()).isTrue();
  }

  /** An exact test: 4 binomial standard deviations above 100 · .05 are 13. */
  @Test
  void shufflesRejectAtTheNominalRateWithoutAxes() {
    int rejected = 0;
    for (long seed = 0; seed < 100; seed++) {
      var trials = new TriggeredTrials(10, 400, 1, 79, gamma(seed));
      var searched = searched(new AxisSearch(1e-12, ones(10)).search(trials.draw(seed)));
      rejected += Math.min(searched.restHighP(), searched.restLowP()) <= 0.05 ? 1 : 0;
    }
    assertThat(rejected).isBetween(1, 13);
  }

  @Test
  void probabilityIsUndefinedWithoutShuffles() {
    TriggeredMoments moments = TriggeredTrials.standard(1, D, TRIALS, AxisSearchTest::energy);
    assertThat(searched(new AxisSearch(0.01, ones(D)).search(moments)).restHighP()).isNaN();
  }

  @Test
  void negativeResponsesGiveNoCovariance() {
    TriggeredMoments signed = TriggeredTrials.standard(1, D, TRIALS, x -> Vectors.dot(A, x));
    assertThat(new AxisSearch(0.01, ones(D)).search(signed))
        .isEqualTo(
            new ChannelAxes.Undefined(
                "some responses are below 0, so they cannot weight stimuli; use a layer after its"
                    + " ReLU, a probability or a label"));
  }

  @Test
  void tooFewTrialsGiveNoCovariance() {
    TriggeredMoments rare =
        TriggeredTrials.standard(1, D, TRIALS, x -> Vectors.dot(A, x) > 2 ? 1 : 0);
    assertThat(new AxisSearch(0.01, ones(D)).search(rare))
        .isInstanceOfSatisfying(
            ChannelAxes.Undefined.class,
            undefined ->
                assertThat(undefined.reason())
                    .matches("a half has [0-9.]+ effective trials; at least 50 are required"));
  }

  @Test
  void constantValuesAreIgnored() {
    double[] variance = ones(D);
    variance[0] = 0;
    variance[7] = 0;
    double[] filter = A.clone();
    filter[0] = 0;
    filter[7] = 0;
    TriggeredMoments moments =
        TriggeredTrials.standard(1, D, TRIALS, x -> square(Vectors.dot(filter, x)));

    var searched = searched(new AxisSearch(0.01, variance).search(moments));

    assertThat(searched.dimensions()).isEqualTo(D - 2);
    assertThat(searched.axes()).hasSize(1);
    assertThat(searched.axes().getFirst().direction()[0]).isZero();
    assertThat(searched.axes().getFirst().direction()[7]).isZero();
  }

  @Test
  void restoredMomentsContinue() {
    var blocks = new TriggeredTrials(D, TRIALS, 0.2, 3, AxisSearchTest::energy).blocks(4);
    TriggeredMoments whole = new TriggeredMoments(D, 3);
    blocks.forEach(block -> whole.add(block, 0, 0));
    TriggeredMoments first = new TriggeredMoments(D, 3);
    blocks.subList(0, 4).forEach(block -> first.add(block, 0, 0));
    TriggeredMoments second = new TriggeredMoments(D, 3);

    second.restore(first.state());
    blocks.subList(4, blocks.size()).forEach(block -> second.add(block, 0, 0));

    assertThat(second.state()).containsExactly(whole.state());
  }

  private static double energy(double[] x) {
    return square(Vectors.dot(A, x)) + square(Vectors.dot(B, x));
  }

  private static ToDoubleFunction<double[]> step(double threshold) {
    return x -> Vectors.dot(A, x) > threshold ? 1 : 0;
  }

  private static ToDoubleFunction<double[]> ramp(double threshold) {
    return x -> Math.max(0, Vectors.dot(A, x) - threshold);
  }

  private static ToDoubleFunction<double[]> chance(long seed) {
    Random random = new Random(~seed);
    return x -> random.nextInt(2);
  }

  /** Responses with (E r)²/E r² = 1/2. */
  private static ToDoubleFunction<double[]> gamma(long seed) {
    Random random = new Random(~seed);
    return x -> random.nextExponential();
  }

  private static int found(int seeds, double level, LongFunction<TriggeredMoments> study) {
    return (int)
        LongStream.range(0, seeds).filter(seed -> hasAxes(level, study.apply(seed))).count();
  }

  /** A search that is refused, since few responses decide it, finds none. */
  private static boolean hasAxes(double level, TriggeredMoments moments) {
    return new AxisSearch(level, ones(moments.halfA().sums().length)).search(moments)
            instanceof ChannelAxes.Searched searched
        && !searched.axes().isEmpty();
  }

  private static List<Axis> axes(double level, TriggeredMoments moments) {
    return searched(new AxisSearch(level, ones(moments.halfA().sums().length)).search(moments))
        .axes();
  }

  private static ChannelAxes.Searched searched(ChannelAxes result) {
    assertThat(result).isInstanceOf(ChannelAxes.Searched.class);
    return (ChannelAxes.Searched) result;
  }

  /** Share of an axis within the plane of the two filters. */
  private static double inSpan(Axis axis) {
    return square(along(axis, A)) + square(along(axis, B));
  }

  private static double along(Axis axis, double[] filter) {
    double sum = 0;
    for (int i = 0; i < filter.length; i++) {
      sum += axis.direction()[i] * filter[i];
    }
    return Math.abs(sum);
  }

  private static double[] ones(int d) {
    double[] ones = new double[d];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double square(double x) {
    return x * x;
  }
}
