package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignalToNoiseTest {

  @Test
  void reliabilityIsShareOfPowerWithoutNoise() {
    assertThat(SignalToNoise.ofBlocks(8, 2, 100, 50).reliability()).isEqualTo(0.75);
    assertThat(SignalToNoise.ofBlocks(8, 2, 100, 50).ratio()).isEqualTo(3);
    assertThat(SignalToNoise.ofBlocks(1, 2, 100, 50).reliability()).isZero();
    assertThat(SignalToNoise.ofBlocks(0, 2, 100, 50).reliability()).isZero();
    assertThat(SignalToNoise.ofBlocks(8, 0, 100, 50).reliability()).isEqualTo(1);
    assertThat(SignalToNoise.ofBlocks(8, 0, 100, 50).assured()).isEqualTo(1);
    assertThat(SignalToNoise.ofBlocks(0, 0, 100, 50).reliability()).isNaN();
    assertThat(SignalToNoise.ofBlocks(0, 0, 100, 50).assured()).isNaN();
  }

  @Test
  void limitIsUndefinedBelowEightBlocks() {
    SignalToNoise few = SignalToNoise.ofBlocks(8, 2, 100, Math.nextDown(8.0));
    assertThat(few.reliability()).isEqualTo(0.75);
    assertThat(few.assured()).isNaN();
    assertThat(few.dimensions()).isNaN();
    assertThat(SignalToNoise.ofBlocks(8, 2, 100, 8).assured()).isBetween(0.5, 0.75);
  }

  /** Maps of power ρ/(1-ρ) times that of their noise, whose expected power comes from B blocks. */
  @ParameterizedTest
  @CsvSource({
    "2, 0, 20",
    "2, 0.9, 20",
    "9, 0.6, 8",
    "25, 0, 200",
    "25, 0.9, 50",
    "100, 0.95, 50",
    "300, 0.5, 20"
  })
  void limitIsAboveTheSquaredCorrelationWithTheTruthInAtMostFivePercentOfStudies(
      int dimensions, double mean, int blocks) {
    int studies = 1_000;
    Random random = new Random(11);
    int above = 0;
    double signal = Math.sqrt(mean / (1 - mean));
    for (int s = 0; s < studies; s++) {
      double power = 0;
      double sum = 0;
      for (int i = 0; i < dimensions; i++) {
        double value = signal + random.nextGaussian();
        power += value * value;
        sum += value;
      }
      double noise = 0;
      int degrees = dimensions * (blocks - 1);
      for (int i = 0; i < degrees; i++) {
        noise += Math.pow(random.nextGaussian(), 2) / (blocks - 1);
      }
      double truth = mean == 0 ? 0 : sum * sum / dimensions / power;
      above += SignalToNoise.ofBlocks(power, noise, dimensions, blocks).assured() > truth ? 1 : 0;
    }
    double share = (double) above / studies;
    double chance = 4.5 * Math.sqrt(0.05 * 0.95 / studies);
    assertThat(share).isLessThan(0.05 + chance);
    if (mean == 0 || dimensions >= 100) {
      assertThat(share).isCloseTo(0.05, within(chance));
    }
  }

  @Test
  void limitOfHalvesIsZeroForChanceAndNearOneForEqualHalves() {
    assertThat(SignalToNoise.ofHalves(6.5, 20.5, 4).assured()).isZero();
    assertThat(SignalToNoise.ofHalves(25, 0, 4).assured()).isEqualTo(1);
    assertThat(SignalToNoise.ofHalves(Double.NaN, 1, 4).assured()).isNaN();
    assertThat(SignalToNoise.ofHalves(400, 4, 4).reliability()).isEqualTo(0.99);
  }

  @Test
  void growthIsOneAtTheTargetAndUnknownWithoutALimit() {
    assertThat(new SignalToNoise(9, 0.8, 25, 1000).growth(0.8)).isEqualTo(1);
    assertThat(new SignalToNoise(9, 0, 25, 1000).growth(0.8)).isNaN();
    assertThat(new SignalToNoise(9, Double.NaN, 25, 1000).growth(0.8)).isNaN();
  }

  /**
   * With the trials multiplied by the growth, the limit reaches the target in half of the studies.
   */
  @ParameterizedTest
  @CsvSource({"4, 0.9", "25, 0.9", "100, 0.5"})
  void growthIsTheRequiredFactorOfTrials(int dimensions, double target) {
    Random random = new Random(12);
    double ratio = 1 * new SignalToNoise(1, 0.1, dimensions, 1e6).growth(target);
    int reached = 0;
    for (int s = 0; s < 1_000; s++) {
      double power = 0;
      for (int i = 0; i < dimensions; i++) {
        power += Math.pow(Math.sqrt(ratio) + random.nextGaussian(), 2);
      }
      reached +=
          SignalToNoise.ofBlocks(power, dimensions, dimensions, 1e5).assured() >= target ? 1 : 0;
    }
    assertThat(reached).isBetween(400, 600);
  }
}
