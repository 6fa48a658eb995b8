package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.stimulus.GaussianLaw;

final class ReliabilityTest {

  @Test
  void mapsAreKnownFromAReliabilityOfOneHalfOn() {
    assertThat(Reliability.isKnown(0.5)).isTrue();
    assertThat(Reliability.isKnown(0.499)).isFalse();
    assertThat(Reliability.isKnown(Double.NaN)).isFalse();
    assertThat(Reliability.isKnown(null)).isFalse();
  }

  @Test
  void correlationOfMapsThatDifferInScaleAndOffsetIsOne() {
    assertThat(Reliability.correlation(new float[] {1, 2, 4}, new float[] {10, 12, 16}))
        .isCloseTo(1, within(1e-15));
    assertThat(Reliability.correlation(new float[] {1, 2, 4}, new float[] {-1, -2, -4}))
        .isCloseTo(-1, within(1e-15));
  }

  @Test
  void correlationByHand() {
    // deviations (-1.5, -.5, .5, 1.5) and (-1.5, .5, -.5, 1.5): 4 over 5
    assertThat(Reliability.correlation(new float[] {1, 2, 3, 4}, new float[] {1, 3, 2, 4}))
        .isEqualTo(0.8);
    assertThat(Reliability.correlation(new float[] {1, 0, -1, 0}, new float[] {0, 1, 0, -1}))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.1f, -1e30f, Float.NaN})
  void nothingCorrelatesWithAConstantMap(float value) {
    float[] constant = new float[784];
    Arrays.fill(constant, value);
    float[] other = new float[784];
    other[3] = 1;
    assertThat(Reliability.correlation(constant, other)).isNaN();
    assertThat(Reliability.correlation(other, constant)).isNaN();
  }

  @Test
  void nothingCorrelatesWithAMapThatHasAnUndefinedPixel() {
    assertThat(Reliability.correlation(new float[] {1, Float.NaN, 3}, new float[] {1, 2, 3}))
        .isNaN();
  }

  @Property(seed = "3")
  void correlationIsSymmetricAndNeverBeyondOne(
      @ForAll @Size(min = 2, max = 12) float[] a, @ForAll long seed) {
    float[] b = a.clone();
    Random random = new Random(seed);
    for (int i = 0; i < b.length; i++) {
      b[i] = random.nextBoolean() ? b[i] : -b[i] / 3;
    }
    double r = Reliability.correlation(a, b);
    assertThat(Double.valueOf(r)).isEqualTo(Reliability.correlation(b, a));
    assertThat(Math.abs(r) > 1).isFalse();
  }

  @Test
  void cosineIsAboutZeroWhereTheCorrelationIsAboutTheMean() {
    float[] a = {3, 4, 0};
    assertThat(Reliability.cosine(a, new float[] {4, 3, 0})).isCloseTo(24 / 25.0, within(1e-12));
    assertThat(Reliability.cosine(a, new float[] {-3, -4, 0})).isEqualTo(-1);
    float[] flat = {2, 2, 2};
    assertThat(Reliability.cosine(flat, flat)).isEqualTo(1);
    assertThat(Reliability.correlation(flat, flat)).isNaN();
    assertThat(Reliability.cosine(a, new float[] {0, 0, 0})).isNaN();
    assertThat(Reliability.cosine(a, new float[] {0, Float.NaN, 0})).isNaN();
  }

  @Test
  void lowerLimitIsNothingForHalvesThatAgreeByChanceAndNearOneForEqualOnes() {
    float[] a = {1, -1, 2, 0.5f};
    assertThat(Reliability.lowerLimit(a, new float[] {1.5f, 1, -2, 0})).isZero();
    assertThat(Reliability.lowerLimit(a, a)).isGreaterThan(0.999);
    assertThat(Reliability.lowerLimit(a, new float[] {1, -1, Float.NaN, 0.5f})).isNaN();
    assertThat(Reliability.lowerLimit(new float[3], new float[3])).isNaN();
  }

  @Test
  void valuesThatNeverChangeDoNotCountForTheLowerLimit() {
    float[] a = {1, -1, 2, 0.5f};
    float[] b = {1.2f, -0.8f, 1.7f, 0.6f};
    assertThat(Reliability.lowerLimit(Arrays.copyOf(a, 9), Arrays.copyOf(b, 9)))
        .isEqualTo(Reliability.lowerLimit(a, b));
  }

  /** Signal of power λ over d values with unit error in the whole: reliability λ/(λ+d). */
  @ParameterizedTest
  @CsvSource({"9, 0", "9, 0.6", "9, 0.95", "25, 0.3", "25, 0.9", "49, 0.8", "4, 0.99"})
  void lowerLimitIsAboveTheTruthInFivePercentOfStudies(int d, double reliability) {
    int studies = 4_000;
    Random random = new Random(11);
    int above = 0;
    double signal = Math.sqrt(reliability / (1 - reliability));
    for (int s = 0; s < studies; s++) {
      float[] a = new float[d];
      float[] b = new float[d];
      for (int i = 0; i < d; i++) {
        a[i] = (float) (signal + Math.sqrt(2) * random.nextGaussian());
        b[i] = (float) (signal + Math.sqrt(2) * random.nextGaussian());
      }
      above += Reliability.lowerLimit(a, b) > reliability ? 1 : 0;
    }
    assertThat((double) above / studies)
        .isCloseTo(0.05, within(4.5 * Math.sqrt(0.05 * 0.95 / studies)));
  }

  /** With odds of the halves known, the limit reaches the target in half of the studies. */
  @Test
  void lowerLimitOfFewValuesReachesTheTargetAboutWhereItIsForecast() {
    int d = 25;
    double r = 0.5;
    ChannelStatistics early = new ChannelStatistics(1000, 1000, r, 2 / 3.0, 0.2, 1, 0.1, 100);
    double trials = Reliability.trialsTo(0.9, early, 1000, d);
    // λ of the whole is 2r/(1-r)·d at 1,000 trials
    double signal = Math.sqrt(2 * r / (1 - r) * trials / 1000);
    Random random = new Random(12);
    int reached = 0;
    for (int s = 0; s < 1_000; s++) {
      float[] a = new float[d];
      float[] b = new float[d];
      for (int i = 0; i < d; i++) {
        a[i] = (float) (signal + Math.sqrt(2) * random.nextGaussian());
        b[i] = (float) (signal + Math.sqrt(2) * random.nextGaussian());
      }
      reached += Reliability.lowerLimit(a, b) >= 0.9 ? 1 : 0;
    }
    assertThat(reached).isBetween(400, 600);
  }

  @Test
  void noForecastForFewValuesWhileTheirLowerLimitIsNothing() {
    ChannelStatistics channel = new ChannelStatistics(1000, 1000, 0.5, 0.67, 0, 1, 0.1, 100);
    assertThat(Reliability.trialsTo(0.9, channel, 1000, 25)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "0.5, 0.6666666666666666", "0.25, 0.4", "-0.5, -2"})
  void spearmanBrownIsTheReliabilityOfTheWholeFromThatOfItsHalves(double r, double whole) {
    assertThat(Reliability.spearmanBrown(r)).isEqualTo(whole);
  }

  @Test
  void rootOfTheReliabilityIsTheCorrelationWithTheTruth() {
    int d = 20_000;
    Random random = new Random(4);
    float[] truth = new float[d];
    float[] a = new float[d];
    float[] b = new float[d];
    float[] whole = new float[d];
    for (int i = 0; i < d; i++) {
      truth[i] = (float) random.nextGaussian();
      a[i] = truth[i] + (float) (1.3 * random.nextGaussian());
      b[i] = truth[i] + (float) (1.3 * random.nextGaussian());
      whole[i] = (a[i] + b[i]) / 2;
    }
    double reliability = Reliability.spearmanBrown(Reliability.correlation(a, b));
    // both have a standard error below .005 at 20,000 pixels
    assertThat(Math.sqrt(reliability))
        .isCloseTo(Reliability.correlation(whole, truth), within(0.02));
    assertThat(reliability).isCloseTo(1 / (1 + 1.3 * 1.3 / 2), within(0.02));
  }

  @Test
  void trialsToATargetFollowTheOdds() {
    // .95 of the whole is .95/1.05 of the halves, odds 19 to 2; r = .5 has odds 1
    assertThat(Reliability.trialsTo(0.95, channel(0.5, 1000), 1000, 784))
        .isCloseTo(9500, within(1e-9));
    // r = .8, odds 4; .5 of the whole is a third of the halves, odds 1/2
    assertThat(Reliability.trialsTo(0.5, channel(0.8, 1000), 4000, 784))
        .isCloseTo(500, within(1e-9));
  }

  /**
   * Beyond -1, as rounding has it for one map in five, 2r/(1+r) would be a large positive number.
   */
  @Test
  void oppositeMapsAreNeverReliable() {
    Random random = new Random(9);
    for (int i = 0; i < 1000; i++) {
      float[] map = new float[10];
      float[] opposite = new float[10];
      for (int j = 0; j < map.length; j++) {
        map[j] = random.nextInt(1 << 16);
        opposite[j] = 7 - 3 * map[j];
      }
      double r = Reliability.correlation(map, opposite);
      assertThat(r).isBetween(-1.0, -1 + 1e-15);
      assertThat(Reliability.spearmanBrown(r)).isNegative();
    }
  }

  @Property(seed = "5")
  void trialsToWhatIsReachedAreThoseShown(@ForAll @DoubleRange(min = 0.2, max = 0.99) double r) {
    assertThat(Reliability.trialsTo(Reliability.spearmanBrown(r), channel(r, 60), 5000, 784))
        .isCloseTo(5000, within(1e-6));
  }

  @Test
  void noForecastWhileTheCorrelationIsWithinThreeStandardErrorsOfNothing() {
    assertThat(Reliability.trialsTo(0.95, channel(0.3, 100), 1000, 100)).isNaN();
    assertThat(Reliability.trialsTo(0.95, channel(0.3, 100), 1000, 101))
        .isCloseTo(9500 * 7 / 3.0, within(1e-9));
    assertThat(Reliability.trialsTo(0.95, channel(-0.9, 100), 1000, 784)).isNaN();
    assertThat(Reliability.trialsTo(0.95, channel(Double.NaN, 100), 1000, 784)).isNaN();
  }

  @Test
  void noForecastBelowFiftyEffectiveTrials() {
    assertThat(Reliability.trialsTo(0.95, channel(0.5, Math.nextDown(50.0)), 1000, 784)).isNaN();
    assertThat(Reliability.trialsTo(0.95, channel(0.5, 50), 1000, 784))
        .isCloseTo(9500, within(1e-9));
  }

  /**
   * A linear observer of weights w: halves of n/2 trials have per pixel the error (‖w‖² + w²)/(n/2)
   * in their kernels, hence odds n d / 2(d² - 1) for weights of mean zero. So the trials to a
   * target are known, and a forecast from r has the relative error √(1+2r-r²)/(r√d).
   */
  @Test
  void forecastsAreRightWithinTheirTheoreticalInterval() {
    int d = 100;
    int studies = 300;
    double needed = 9.5 * 2 * (d * d - 1.0) / d;
    int inside = 0;
    double logs = 0;
    double reached = 0;
    double errors = 0;
    for (int seed = 0; seed < studies; seed++) {
      SimulatedStudy study = linear(d, seed);
      ChannelStatistics early = study.show(30).statistics(0);
      double r = early.r();
      double forecast = Reliability.trialsTo(0.95, early, study.trials(), d);
      double error = Math.sqrt(1 + 2 * r - r * r) / (r * Math.sqrt(d));
      double log = Math.log(forecast / needed);
      inside += Math.abs(log) <= 1.96 * error ? 1 : 0;
      logs += log / studies;
      errors += error * error / studies;
      reached += study.show((int) Math.round(needed / 10) - 30).statistics(0).r() / studies;
    }
    // at the count by theory r is .95/1.05, with an error (1-r)√(1+2r-r²)/√d = .013 a study
    assertThat(reached).isCloseTo(0.95 / 1.05, within(4.5 * 0.013 / Math.sqrt(studies)));
    assertThat(logs).isCloseTo(0, within(4.5 * Math.sqrt(errors / studies)));
    assertThat((double) inside / studies)
        .isCloseTo(0.95, within(4.5 * Math.sqrt(0.95 * 0.05 / studies)));
  }

  private static SimulatedStudy linear(int d, long seed) {
    double[] weights = SimulatedObservers.weights(d, 17);
    return new SimulatedStudy(
        new GaussianLaw(0.5, 0.2887),
        d,
        10,
        seed,
        Estimand.FIRST_ORDER_KERNEL,
        x -> new double[] {SimulatedObservers.dot(weights, x)});
  }

  private static ChannelStatistics channel(double r, double nEff) {
    double reliability = Reliability.spearmanBrown(r);
    return new ChannelStatistics(nEff, nEff, r, reliability, reliability, 1, 0.1, 100);
  }
}
