package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.stimulus.Law.GaussianLaw;

final class ReliabilityTest {
  private static final int BLOCK = 40;

  @Test
  void mapIsKnownFromReliabilityOneHalfIfItIsNotByChance() {
    assertThat(Reliability.isKnown(0.5, 0.25)).isTrue();
    assertThat(Reliability.isKnown(0.5, 0.249)).isFalse();
    assertThat(Reliability.isKnown(0.9, Double.NaN)).isFalse();
    assertThat(Reliability.isKnown(0.9, null)).isFalse();
    assertThat(Reliability.isKnown(0.499, 0.4)).isFalse();
    assertThat(Reliability.isKnown(Double.NaN, 0.4)).isFalse();
    assertThat(Reliability.isKnown(null, 0.4)).isFalse();
  }

  /** One in six of them has a reliability of one half. */
  @Test
  void mapsOfNoiseInTwoDimensionsAreKnownAtMostOnceInTwenty() {
    Random random = new Random(1);
    int maps = 2_000;
    int known = 0;
    int reliable = 0;
    for (int map = 0; map < maps; map++) {
      RatioMoments moments = new RatioMoments(2, new Workspace());
      for (int block = 0; block < 20; block++) {
        moments.add(new double[] {random.nextGaussian(), random.nextGaussian()}, 1);
      }
      SignalToNoise signal = moments.signalToNoise(new double[2]);
      known += Reliability.isKnown(signal.reliability(), signal.assured()) ? 1 : 0;
      reliable += signal.reliability() >= Reliability.KNOWN ? 1 : 0;
    }
    BinomialDistribution chance = BinomialDistribution.of(maps, 0.05);
    assertThat(known).isLessThanOrEqualTo(chance.inverseCumulativeProbability(0.998));
    assertThat(reliable).isGreaterThan(maps / 8);
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
    // deviations (-1.5, -.5, .5, 1.5) and (-1.5, .5, -.5, 1.5): 4/5
    assertThat(Reliability.correlation(new float[] {1, 2, 3, 4}, new float[] {1, 3, 2, 4}))
        .isEqualTo(0.8);
    assertThat(Reliability.correlation(new float[] {1, 0, -1, 0}, new float[] {0, 1, 0, -1}))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.1f, -1e30f, Float.NaN})
  void correlationWithConstantMapIsUndefined(float value) {
    float[] constant = new float[784];
    Arrays.fill(constant, value);
    float[] other = new float[784];
    other[3] = 1;
    assertThat(Reliability.correlation(constant, other)).isNaN();
    assertThat(Reliability.correlation(other, constant)).isNaN();
  }

  @Test
  void correlationWithUndefinedPixelIsUndefined() {
    assertThat(Reliability.correlation(new float[] {1, Float.NaN, 3}, new float[] {1, 2, 3}))
        .isNaN();
  }

  @Property(seed = "3")
  void correlationIsSymmetricAndAtMostOne(
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
  void noForecastBelowFiftyEffectiveTrials() {
    ChannelStatistics few =
        new ChannelStatistics(49, 49, SimulatedObservers.signal(0.67, 0.5), 0.1, 100);
    assertThat(Reliability.trialsTo(0.95, few, 1000)).isNaN();
    ChannelStatistics enough =
        new ChannelStatistics(50, 50, SimulatedObservers.signal(0.67, 0.5), 0.1, 100);
    assertThat(Reliability.trialsTo(0.95, enough, 1000))
        .isEqualTo(1000 * SimulatedObservers.signal(0.67, 0.5).growth(0.95));
  }

  @Test
  void textIsRoundedDown() {
    assertThat(
            DoubleStream.of(0.9499999, 0.95, 0.29, 1, -0.2561, -1e-12).mapToObj(Reliability::text))
        .containsExactly("0.949", "0.950", "0.290", "1.000", "-0.257", "0.000");
  }

  /**
   * A linear observer with weights w: the error of its kernel from n trials is (‖w‖² + w²)/n per
   * pixel. So the signal is n d/(d² - 1) times the noise of the centred map.
   */
  @Test
  void forecastsAreCorrectOnAverage() {
    int d = 100;
    int studies = 200;
    // blocks of n are centred on their own mean, so their noise is larger by n/(n-1)
    double perSignal = (d * d - 1.0) / d * BLOCK / (BLOCK - 1.0);
    double ofAllDimensions = growth(d - 1) * perSignal;
    double logs = 0;
    double excess = 0;
    int reached = 0;
    for (int seed = 0; seed < studies; seed++) {
      SimulatedStudy study = linear(d, seed);
      ChannelStatistics early = study.show(20).statistics(0);
      double needed = growth(early.signal().dimensions()) * perSignal;
      logs += Math.log(Reliability.trialsTo(0.95, early, study.trials()) / needed) / studies;
      excess += Math.log(needed / ofAllDimensions) / studies;
      ChannelStatistics late = study.show((int) Math.round(needed / BLOCK) - 20).statistics(0);
      reached += late.assured() >= 0.95 ? 1 : 0;
    }
    // for a signal of 8 times the noise the relative error is √(2(1+2·8)/d)/8 = .07
    assertThat(logs).isCloseTo(0, within(4.5 * 0.1 / Math.sqrt(studies)));
    assertThat(reached).isBetween(studies * 3 / 10, studies * 7 / 10);
    // the estimated dimension of the noise scatters, but is at most d - 1
    assertThat(excess).isBetween(0.0, 0.05);
  }

  /** Returns the growth of a signal equal to its noise to a limit of .95. */
  private static double growth(double dimensions) {
    return new SignalToNoise(1, 0.4, dimensions, 19 * dimensions).growth(0.95);
  }

  private static SimulatedStudy linear(int d, long seed) {
    double[] weights = SimulatedObservers.weights(d, 17);
    return new SimulatedStudy(
        new GaussianLaw(0.5, 0.2887),
        d,
        BLOCK,
        seed,
        Estimand.FIRST_ORDER_KERNEL,
        x -> new double[] {SimulatedObservers.dot(weights, x)});
  }
}
