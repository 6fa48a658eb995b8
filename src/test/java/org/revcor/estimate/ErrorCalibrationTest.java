package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.revcor.estimate.SimulatedStudy.SimulatedObserver;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;

/** Checks maps and errors of simulated observers with known maps. */
final class ErrorCalibrationTest {
  private static final int D = 64;
  private static final int BLOCK = 50;
  private static final int BLOCKS = 100;
  private static final Law UNIFORM = new UniformLaw();

  /** Readout, as named in study files, and estimand. */
  enum Readout {
    LABEL(Estimand.CLASS_MAP),
    PROBABILITY(Estimand.CLASS_MAP),
    LOGIT(Estimand.FIRST_ORDER_KERNEL),
    PAPER(Estimand.TRIGGERED_MEAN);

    private final Estimand estimand;

    Readout(Estimand estimand) {
      this.estimand = estimand;
    }

    private SimulatedObserver of(SimulatedObserver logits) {
      return switch (this) {
        case LABEL, PAPER -> SimulatedObservers.label(logits);
        case PROBABILITY -> SimulatedObservers.softmax(logits);
        case LOGIT -> logits;
      };
    }
  }

  @Test
  void kernelOfALinearObserverIsItsWeights() {
    double[][] weights = {
      scaled(SimulatedObservers.weights(D, 1), 3), scaled(SimulatedObservers.weights(D, 2), 0.01)
    };
    int trials = 20_000;
    SimulatedStudy study =
        new SimulatedStudy(
                new GaussianLaw(0.5, 0.2887),
                D,
                100,
                5,
                Estimand.FIRST_ORDER_KERNEL,
                SimulatedObservers.logits(weights, -4, 100))
            .show(trials / 100);
    for (int c = 0; c < 2; c++) {
      float[] kernel = study.view(c, MapView.MAP);
      float[] errors = study.view(c, MapView.ERROR);
      double squares = 0;
      double products = 0;
      double standardised = 0;
      float[] truth = new float[D];
      for (int i = 0; i < D; i++) {
        truth[i] = (float) weights[c][i];
        squares += weights[c][i] * weights[c][i];
        products += weights[c][i] * kernel[i];
        standardised += Math.pow((kernel[i] - weights[c][i]) / errors[i], 2);
      }
      // theory: 1/√(1 + (d+1)/n) = .998, with d errors of ‖w‖²/n
      assertThat(Reliability.correlation(kernel, truth)).isGreaterThan(0.99);
      // the slope is the drawn variance of w·x over its expected one: χ²/n, sd √(2/n)
      assertThat(products / squares).isCloseTo(1, within(4.5 * Math.sqrt(2.0 / trials)));
      // χ² with d degrees of freedom, and a few percent for errors estimated from 200 blocks
      assertThat(standardised).isCloseTo(D, within(4.5 * Math.sqrt(2.0 * D) + 0.05 * D));
    }
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource
  void reportedErrorsAreTheSpreadOverManySeeds(Readout readout) {
    // the pooled spread of 249 x 64 values has an error of 1/√(2·249·64) = .6 %; errors from blocks
    // of n are too large by 1/2n = 1 %, since each block is centred on its own mean
    spreadMatches(readout, 250, 0.01 + 4.5 / Math.sqrt(2.0 * 249 * D));
  }

  private static void spreadMatches(Readout readout, int seeds, double tolerance) {
    SimulatedObserver observer = readout.of(fourClasses());
    int channels = observer.response(new double[D]).length;
    double[][] sums = new double[channels][D];
    double[][] squares = new double[channels][D];
    double[] reported = new double[channels];
    for (int seed = 0; seed < seeds; seed++) {
      SimulatedStudy study =
          new SimulatedStudy(UNIFORM, D, BLOCK, seed, readout.estimand, observer).show(BLOCKS);
      for (int c = 0; c < channels; c++) {
        float[] map = study.view(c, MapView.MAP);
        float[] errors = study.view(c, MapView.ERROR);
        for (int i = 0; i < D; i++) {
          sums[c][i] += map[i];
          squares[c][i] += (double) map[i] * map[i];
          reported[c] += (double) errors[i] * errors[i] / seeds / D;
        }
      }
    }
    for (int c = 0; c < channels; c++) {
      double spread = 0;
      for (int i = 0; i < D; i++) {
        spread += (squares[c][i] - sums[c][i] * sums[c][i] / seeds) / (seeds - 1) / D;
      }
      assertThat(Math.sqrt(reported[c] / spread))
          .as("channel %d", c)
          .isCloseTo(1, within(tolerance));
    }
  }

  /**
   * Halves of power P correlate by r = P/(P + 2de²), with e² the squared error per pixel of the
   * whole map. So P/de² is 2r/(1-r).
   */
  @Test
  void signalToNoiseAgreesWithTheCorrelationOfTheHalves() {
    List<SimulatedStudy> all = new ArrayList<>();
    for (int seed = 0; seed < 40; seed++) {
      all.add(
          new SimulatedStudy(
                  UNIFORM,
                  D,
                  BLOCK,
                  seed,
                  Estimand.CLASS_MAP,
                  SimulatedObservers.softmax(fourClasses()))
              .show(20));
    }
    for (int c = 0; c < 4; c++) {
      int channel = c;
      double snr = all.stream().mapToDouble(s -> s.statistics(channel).signal().ratio()).sum() / 40;
      double r = all.stream().mapToDouble(s -> agreement(s, channel)).sum() / 40;
      // the odds of a study have the relative error √(1+2r-r²)/(r√d)
      double error = Math.sqrt(1 + 2 * r - r * r) / (r * Math.sqrt(D)) / Math.sqrt(40);
      assertThat(snr / (2 * r / (1 - r))).isCloseTo(1, within(4.5 * error));
    }
  }

  /**
   * Two classes, one with 98 % of the trials. The power of its map is S = (.02/.98 · E[u | u > t])²
   * σ². The error of a half of n trials is dσ²/n with the mean of the law, and .02/.98 of that with
   * the mean of the shown stimuli.
   */
  @Test
  void dominantClassNeedsCentringOnTheShownStimuli() {
    double above = 2.420_907;
    double threshold = 2.053_749;
    int trials = 45_000;
    int seeds = 8;
    double sd = 0.2887;
    double[] weights = SimulatedObservers.weights(D, 6);
    SimulatedObserver observer =
        x -> {
          boolean rare = SimulatedObservers.dot(weights, x) > threshold * sd;
          return new double[] {rare ? 0 : 1, rare ? 1 : 0};
        };
    double shown = 0;
    double lawsMean = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Law law = new GaussianLaw(0.5, sd);
      shown +=
          agreement(
                  new SimulatedStudy(law, D, 1000, seed, Estimand.CLASS_MAP, observer)
                      .show(trials / 1000),
                  0)
              / seeds;
      // a constant offset does not change a correlation over pixels
      lawsMean +=
          agreement(
                  new SimulatedStudy(law, D, 1000, seed, Estimand.TRIGGERED_MEAN, observer)
                      .show(trials / 1000),
                  0)
              / seeds;
    }
    double power = Math.pow(0.02 / 0.98 * above, 2);
    double error = (D - 1) / (trials / 2.0);
    assertThat(lawsMean).isCloseTo(power / (power + error), within(tolerance(lawsMean, seeds)));
    assertThat(shown)
        .isCloseTo(power / (power + error * 0.02 / 0.98), within(tolerance(shown, seeds)));
    assertThat(lawsMean).isLessThan(0.6);
    assertThat(shown).isGreaterThan(0.95);
  }

  /** Returns the standard error (1-r)√(1+2r-r²)/√d of an r over d pixels. */
  private static double tolerance(double r, int seeds) {
    return 4.5 * (1 - r) * Math.sqrt(1 + 2 * r - r * r) / Math.sqrt(D) / Math.sqrt(seeds);
  }

  private static SimulatedObserver fourClasses() {
    double[][] weights = new double[4][];
    for (int c = 0; c < 4; c++) {
      weights[c] = scaled(SimulatedObservers.weights(D, 10 + c), 4);
    }
    return SimulatedObservers.logits(weights, 0, 0.5, -0.5, 0.3);
  }

  private static double[] scaled(double[] weights, double scale) {
    return IntStream.range(0, weights.length).mapToDouble(i -> weights[i] * scale).toArray();
  }

  private static double agreement(SimulatedStudy study, int channel) {
    return Reliability.correlation(
        study.view(channel, MapView.HALF_A), study.view(channel, MapView.HALF_B));
  }
}
