package org.revcor.analysis.psychometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.revcor.analysis.psychometric.PsychometricFit.Found;
import org.revcor.analysis.psychometric.PsychometricFit.NoThreshold;
import org.revcor.analysis.psychometric.PsychometricFit.PsychometricFunction;
import org.revcor.analysis.psychometric.PsychometricFit.Reason;
import org.revcor.analysis.psychometric.PsychometricTrials.CurveShift;
import org.revcor.analysis.psychometric.PsychometricTrials.PsychometricCounts;
import org.revcor.estimate.PsychometricShape;

@Tag("full")
final class PsychometricFitTest {
  private static final double[] LEVELS =
      IntStream.rangeClosed(0, 20).mapToDouble(i -> i / 20.0).toArray();

  @ParameterizedTest
  @EnumSource(PsychometricShape.class)
  void functionIsRecoveredFromItsOwnRates(PsychometricShape shape) {
    PsychometricFunction truth = new PsychometricFunction(shape, 0.43, 0.09, 0.1, 0.05);
    PsychometricFunction found = found(exact(truth, 100_000_000), shape).function();
    assertThat(found.threshold()).isCloseTo(0.43, within(1e-5));
    assertThat(found.spread()).isCloseTo(0.09, within(1e-5));
    assertThat(found.guess()).isCloseTo(0.1, within(1e-5));
    assertThat(found.lapse()).isCloseTo(0.05, within(1e-5));
  }

  /** Compares with random functions near the maximum and within the bounds. */
  @ParameterizedTest
  @EnumSource(PsychometricShape.class)
  void noOtherFunctionIsMoreLikely(PsychometricShape shape) {
    Random random = new Random(3);
    for (int round = 0; round < 20; round++) {
      PsychometricCounts counts =
          binomial(
              new PsychometricFunction(
                  shape,
                  0.3 + 0.4 * random.nextDouble(),
                  0.03 + 0.2 * random.nextDouble(),
                  0.3 * random.nextDouble(),
                  0.3 * random.nextDouble()),
              50,
              random);
      PsychometricLikelihood likelihood = new PsychometricLikelihood(counts, shape);
      PsychometricFunction best = found(counts, shape).function();
      double top = likelihood.at(best);
      for (int i = 0; i < 2_000; i++) {
        double near = random.nextBoolean() ? 0.01 : 0.3;
        PsychometricFunction other =
            new PsychometricFunction(
                shape,
                Math.max(0.01, best.threshold() + near * random.nextGaussian()),
                Math.max(0.005, best.spread() * Math.exp(3 * near * random.nextGaussian())),
                Math.clamp(best.guess() + near * random.nextGaussian(), 0, 0.5),
                Math.clamp(best.lapse() + near * random.nextGaussian(), 0, 0.4));
        assertThat(likelihood.at(other)).isLessThanOrEqualTo(top + 1e-4);
      }
    }
  }

  @Test
  void bothShapesHaveTheSameThresholdAndSlope() {
    for (PsychometricShape shape : PsychometricShape.values()) {
      PsychometricFunction function = new PsychometricFunction(shape, 0.4, 0.1, 0, 0);
      assertThat(function.at(0.4)).isCloseTo(0.5, within(1e-12));
      assertThat((function.at(0.4 + 1e-6) - function.at(0.4 - 1e-6)) / 2e-6)
          .isCloseTo(3.989423, within(1e-4));
      assertThat(function.slope()).isCloseTo(3.989423, within(1e-6));
    }
  }

  @Test
  void whereReturnsThePointWithTheRate() {
    for (PsychometricShape shape : PsychometricShape.values()) {
      PsychometricFunction function = new PsychometricFunction(shape, 0.4, 0.1, 0.2, 0.3);
      assertThat(function.at(function.where(0.5).orElseThrow())).isCloseTo(0.5, within(1e-12));
      assertThat(function.where(0.2)).isEmpty();
      assertThat(function.where(0.71)).isEmpty();
    }
  }

  @Test
  void gradientMatchesFiniteDifferences() {
    double[] gradient = new double[2];
    for (PsychometricShape shape : PsychometricShape.values()) {
      for (double x : new double[] {0.05, 0.3, 0.55, 0.9}) {
        shape.gradient(x, 0.4, 0.15, gradient);
        double h = 1e-6;
        assertThat(gradient[0])
            .isCloseTo(
                (shape.rise(x, 0.4 + h, 0.15) - shape.rise(x, 0.4 - h, 0.15)) / (2 * h),
                within(1e-6));
        assertThat(gradient[1])
            .isCloseTo(
                (shape.rise(x, 0.4, 0.15 * Math.exp(h)) - shape.rise(x, 0.4, 0.15 * Math.exp(-h)))
                    / (2 * h),
                within(1e-6));
      }
    }
  }

  @Test
  void missingThresholdHasAReason() {
    assertThat(reason(level -> 0)).isEqualTo(Reason.NO_RESPONSES);
    assertThat(reason(level -> 100)).isEqualTo(Reason.ONLY_RESPONSES);
    assertThat(reason(level -> 40)).isEqualTo(Reason.FLAT);
    assertThat(reason(level -> 100 - 5 * level)).isEqualTo(Reason.FLAT);
    assertThat(reason(level -> level == 20 ? 1 : 0)).isEqualTo(Reason.FLAT);
    assertThat(PsychometricFit.of(counts(level -> 40, 100), PsychometricShape.GAUSSIAN))
        .isEqualTo(new NoThreshold(Reason.FLAT, 0.4));
  }

  @Test
  void thresholdOutsideOfTheLevelsIsNotReported() {
    PsychometricFunction above =
        new PsychometricFunction(PsychometricShape.GAUSSIAN, 1.2, 0.3, 0, 0);
    assertThat(PsychometricFit.of(exact(above, 1_000_000), above.shape()))
        .isInstanceOfSatisfying(
            NoThreshold.class, none -> assertThat(none.reason()).isEqualTo(Reason.ABOVE));
    PsychometricFunction below =
        new PsychometricFunction(PsychometricShape.GAUSSIAN, -0.2, 0.3, 0, 0);
    assertThat(PsychometricFit.of(exact(below, 1_000_000), below.shape()))
        .isInstanceOfSatisfying(
            NoThreshold.class, none -> assertThat(none.reason()).isEqualTo(Reason.BELOW));
  }

  @Test
  void thresholdOfAStepLiesBetweenItsLevels() {
    PsychometricFunction found =
        found(counts(level -> level < 8 ? 0 : 100, 100), PsychometricShape.GAUSSIAN).function();
    assertThat(found.threshold()).isBetween(0.35, 0.4);
    assertThat(found.guess()).isLessThan(1e-3);
    assertThat(found.lapse()).isLessThan(1e-3);
  }

  @Test
  void devianceOfTheTruthIsChiSquared() {
    PsychometricFunction truth =
        new PsychometricFunction(PsychometricShape.GAUSSIAN, 0.5, 0.2, 0.2, 0.1);
    Random random = new Random(5);
    int rounds = 300;
    double sum = 0;
    for (int i = 0; i < rounds; i++) {
      sum += found(binomial(truth, 300, random), truth.shape()).deviance();
    }
    // 21 levels less 4 parameters; the sd of the mean is √(2·17/300) = .34
    assertThat(sum / rounds).isCloseTo(17, within(1.2));
  }

  /** Each image has its own threshold, so its trials at all levels depend on each other. */
  @Test
  void intervalsOfImagesShownAtAllLevelsCover() {
    Random random = new Random(11);
    int rounds = 60;
    int held = 0;
    int heldAsIfIndependent = 0;
    int rejected = 0;
    for (int i = 0; i < rounds; i++) {
      PsychometricTrials trials = images(0.5, 0.12, 100, random);
      PsychometricEstimate estimate =
          PsychometricEstimate.of(trials, PsychometricShape.GAUSSIAN, 199, i);
      held += holds(estimate.threshold(), 0.5) ? 1 : 0;
      rejected += estimate.p() <= 0.05 ? 1 : 0;
      PsychometricEstimate asIfIndependent =
          PsychometricEstimate.of(shuffled(trials, random), PsychometricShape.GAUSSIAN, 99, i);
      heldAsIfIndependent += holds(asIfIndependent.threshold(), 0.5) ? 1 : 0;
    }
    assertThat(held).isBetween(51, 60);
    assertThat(rejected).isLessThanOrEqualTo(8);
    assertThat(heldAsIfIndependent).isLessThan(52);
  }

  /** Near the floor, many simulated curves have no threshold; p is a share of the others. */
  @Test
  void pNearTheFloorHasAMeanOfOneHalf() {
    PsychometricFunction truth =
        new PsychometricFunction(PsychometricShape.GAUSSIAN, 0.5, 0.1, 0, 0.9);
    Random random = new Random(8);
    List<Double> p = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      PsychometricEstimate estimate =
          PsychometricEstimate.of(nested(truth, 20, random), truth.shape(), 79, i);
      if (estimate.fit() instanceof Found) {
        p.add(estimate.p());
      }
    }
    assertThat(p).hasSizeGreaterThan(150);
    double mean = p.stream().mapToDouble(each -> each).average().orElseThrow();
    // a uniform p has a standard deviation of .29
    assertThat(mean).isCloseTo(0.5, within(3 * 0.29 / Math.sqrt(p.size())));
  }

  /** Each image has a response from its own strength on, so that rates are those of a function. */
  private static PsychometricTrials nested(
      PsychometricFunction function, int count, Random random) {
    boolean[][] responded = new boolean[count][LEVELS.length];
    for (boolean[] image : responded) {
      double own = random.nextDouble();
      for (int i = 0; i < LEVELS.length; i++) {
        image[i] = own < function.at(LEVELS[i]);
      }
    }
    return new PsychometricTrials(LEVELS, responded);
  }

  /** Every trial is independent; resampling images is valid for these too. */
  @Test
  void intervalsOfIndependentTrialsCover() {
    PsychometricFunction truth =
        new PsychometricFunction(PsychometricShape.GAUSSIAN, 0.5, 0.12, 0.1, 0.05);
    Random random = new Random(7);
    int rounds = 60;
    int[] held = new int[3];
    for (int i = 0; i < rounds; i++) {
      PsychometricEstimate estimate =
          PsychometricEstimate.of(independent(truth, 100, random), truth.shape(), 199, i);
      held[0] += holds(estimate.threshold(), 0.5) ? 1 : 0;
      held[1] += holds(estimate.slope(), truth.slope()) ? 1 : 0;
      held[2] += holds(estimate.lapse(), 0.05) ? 1 : 0;
    }
    // binomial: 57 ± 1.7 of 60 at 95 %; percentile intervals of slope and lapse fall a little short
    assertThat(held[0]).isBetween(52, 60);
    assertThat(held[1]).isBetween(50, 60);
    assertThat(held[2]).isBetween(49, 60);
  }

  @Test
  void curveOfAnotherShapeIsRejected() {
    double[] rates = {0, 0, 0, 0, 0, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, 1, 1, 1, 1, 1, 1};
    boolean[][] responded = new boolean[200][LEVELS.length];
    for (int image = 0; image < responded.length; image++) {
      for (int level = 0; level < rates.length; level++) {
        responded[image][level] = image < 200 * rates[level];
      }
    }
    PsychometricTrials trials = new PsychometricTrials(LEVELS, responded);
    assertThat(PsychometricEstimate.of(trials, PsychometricShape.GAUSSIAN, 99, 1).p())
        .isEqualTo(0.01);
  }

  @Test
  void noThresholdHasNoIntervals() {
    PsychometricEstimate estimate =
        PsychometricEstimate.of(
            new PsychometricTrials(LEVELS, new boolean[100][LEVELS.length]),
            PsychometricShape.GAUSSIAN,
            99,
            1);
    assertThat(estimate.fit()).isEqualTo(new NoThreshold(Reason.NO_RESPONSES, 0));
    assertThat(estimate.threshold().low()).isNaN();
    assertThat(estimate.p()).isNaN();
  }

  /** The curve and the threshold of each image shift by .07 to the left. */
  @Test
  void shiftIsTheDistanceOfTheCurves() {
    PsychometricTrials from = images(0.50, 0.12, 400, new Random(4));
    PsychometricTrials to = images(0.43, 0.12, 400, new Random(4));
    CurveShift shift = CurveShift.between(from, to);
    assertThat(shift.distance()).isCloseTo(-0.07, within(4 * shift.error()));
    // an image's own shift is one step of .05 or two: sd .0245, over √400
    assertThat(shift.error()).isCloseTo(0.0245 / 20, within(2e-4));
    assertThat(shift.isLeft()).isTrue();
    assertThat(CurveShift.between(to, from).isRight()).isTrue();
    assertThat(CurveShift.between(from, from)).isEqualTo(new CurveShift(0, 0, 400));
    assertThat(CurveShift.between(from, from).isLeft()).isFalse();
  }

  /** Of 2,000 shifts of three images without an effect 5.4 are significant on either side. */
  @Test
  void fewImagesSeldomShiftByChance() {
    Random random = new Random(6);
    int rounds = 2_000;
    int significant = 0;
    for (int i = 0; i < rounds; i++) {
      CurveShift shift =
          CurveShift.between(images(0.5, 0.2, 3, random), images(0.5, 0.2, 3, random));
      significant += shift.isLeft() || shift.isRight() ? 1 : 0;
    }
    assertThat(significant).isBetween(1, 20);
  }

  @Test
  void oneImageOrEqualShiftsHaveNoError() {
    for (int count : new int[] {1, 5}) {
      CurveShift shift = CurveShift.between(equal(8, count), equal(6, count));
      assertThat(shift.distance()).isCloseTo(-0.1, within(1e-9));
      assertThat(shift.error()).isNaN();
      assertThat(shift.isLeft()).isFalse();
      assertThat(shift.isRight()).isFalse();
    }
  }

  private static PsychometricTrials equal(int level, int count) {
    boolean[][] responded = new boolean[count][LEVELS.length];
    for (boolean[] image : responded) {
      Arrays.fill(image, level, LEVELS.length, true);
    }
    return new PsychometricTrials(LEVELS, responded);
  }

  private static PsychometricTrials images(
      double threshold, double spread, int count, Random random) {
    boolean[][] responded = new boolean[count][LEVELS.length];
    for (boolean[] image : responded) {
      double own = threshold + spread * random.nextGaussian();
      for (int i = 0; i < LEVELS.length; i++) {
        image[i] = LEVELS[i] >= own;
      }
    }
    return new PsychometricTrials(LEVELS, responded);
  }

  private static PsychometricTrials independent(
      PsychometricFunction function, int count, Random random) {
    boolean[][] responded = new boolean[count][LEVELS.length];
    for (boolean[] image : responded) {
      for (int i = 0; i < LEVELS.length; i++) {
        image[i] = random.nextDouble() < function.at(LEVELS[i]);
      }
    }
    return new PsychometricTrials(LEVELS, responded);
  }

  private static PsychometricTrials shuffled(PsychometricTrials trials, Random random) {
    int count = trials.responded().length;
    boolean[][] responded = new boolean[count][LEVELS.length];
    for (int level = 0; level < LEVELS.length; level++) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
      Collections.shuffle(order, random);
      for (int image = 0; image < count; image++) {
        responded[image][level] = trials.responded()[order.get(image)][level];
      }
    }
    return new PsychometricTrials(LEVELS, responded);
  }

  private static boolean holds(PsychometricEstimate.Interval interval, double value) {
    return interval.low() <= value && value <= interval.high();
  }

  private static Found found(PsychometricCounts counts, PsychometricShape shape) {
    PsychometricFit fit = PsychometricFit.of(counts, shape);
    assertThat(fit).isInstanceOf(Found.class);
    return (Found) fit;
  }

  private static Reason reason(IntUnaryOperator yes) {
    PsychometricFit fit = PsychometricFit.of(counts(yes, 100), PsychometricShape.GAUSSIAN);
    assertThat(fit).isInstanceOf(NoThreshold.class);
    return ((NoThreshold) fit).reason();
  }

  private static PsychometricCounts counts(IntUnaryOperator yes, int of) {
    return new PsychometricCounts(LEVELS, IntStream.range(0, LEVELS.length).map(yes).toArray(), of);
  }

  private static PsychometricCounts exact(PsychometricFunction function, int of) {
    return new PsychometricCounts(
        LEVELS,
        Arrays.stream(LEVELS).mapToInt(x -> (int) Math.round(of * function.at(x))).toArray(),
        of);
  }

  private static PsychometricCounts binomial(PsychometricFunction function, int of, Random random) {
    int[] yes = new int[LEVELS.length];
    for (int i = 0; i < yes.length; i++) {
      for (int trial = 0; trial < of; trial++) {
        yes[i] += random.nextDouble() < function.at(LEVELS[i]) ? 1 : 0;
      }
    }
    return new PsychometricCounts(LEVELS, yes, of);
  }
}
