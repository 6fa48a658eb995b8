package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;

/** Maps of gradients, for observers with explicit gradients. */
@Tag("full")
final class GradientMomentsTest {
  private static final int D = 36;
  private static final int BLOCK = 40;
  private static final int BLOCKS = 60;
  private static final int SEEDS = 50;

  /** Blocks of the reference study, whose error is a seventh of that of the others. */
  private static final int LONG = 50 * BLOCKS;

  private static Law law(String name) {
    return switch (name) {
      case "uniform" -> new UniformLaw();
      default -> GaussianLaw.DEFAULT;
    };
  }

  /** A softmax of linear logits whose weights have norm {@code gain}. */
  private static UnitDesign design(String law, int channels, double gain, Estimator estimator) {
    double[] bias = new double[channels];
    bias[0] = 1;
    double sd = Math.sqrt(law(law).variance());
    return new UnitDesign(
            SimulatedUnit.softmax(gain * sd, bias), estimator, Estimand.CLASS_MAP, D, BLOCK)
        .withLaw(law(law));
  }

  private static UnitStudy study(UnitDesign design, long seed, int blocks) {
    return new UnitStudy(design, StoppingRule.DEFAULT, seed).showTo(blocks);
  }

  /**
   * Compares the spread over {@link #SEEDS} studies with the reported error, over all pixels. The
   * pooled spread of 36 pixels has an error of 1/√(2·49·36) = 1.7 %, and an error from 60 blocks a
   * bias of a few percent.
   */
  @ParameterizedTest
  @CsvSource({
    "uniform, 4, 3, 0.1",
    "gaussian, 4, 3, 0.1",
    "gaussian, 4, 12, 0.1",
    "gaussian, 30, 6, 0.1"
  })
  void errorsAreTheSpreadOverSeeds(String law, int channels, double gain, double tolerance) {
    double[] sum = new double[D];
    double[] squares = new double[D];
    double reported = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      UnitStudy study = study(design(law, channels, gain, Estimator.GRADIENT), seed, BLOCKS);
      float[] map = study.view(1, MapView.MAP);
      float[] errors = study.view(1, MapView.ERROR);
      for (int i = 0; i < D; i++) {
        sum[i] += map[i];
        squares[i] += (double) map[i] * map[i];
        reported += (double) errors[i] * errors[i] / SEEDS;
      }
    }
    double spread = 0;
    for (int i = 0; i < D; i++) {
      spread += (squares[i] - sum[i] * sum[i] / SEEDS) / (SEEDS - 1);
    }
    assertThat(Math.sqrt(reported / spread)).isCloseTo(1, within(tolerance));
  }

  @ParameterizedTest
  @CsvSource({"uniform", "gaussian"})
  void gradientsAndAveragesEstimateTheSameMap(String law) {
    UnitStudy study = study(design(law, 4, 3, Estimator.AVERAGE), 1, LONG);
    UnitStudy other = study(design(law, 4, 3, Estimator.GRADIENT), 2, LONG);
    double chi2 = 0;
    for (int c = 0; c < 4; c++) {
      float[] average = study.view(c, MapView.MAP);
      float[] errors = study.view(c, MapView.ERROR);
      float[] gradient = other.view(c, MapView.MAP);
      float[] others = other.view(c, MapView.ERROR);
      for (int i = 0; i < D; i++) {
        double variance = errors[i] * (double) errors[i] + others[i] * (double) others[i];
        chi2 += Math.pow(average[i] - gradient[i], 2) / variance;
      }
    }
    double n = 4 * D;
    // the channels of a softmax are dependent: twice the variance of independent channels
    assertThat(chi2 / n).isCloseTo(1, within(4.5 * Math.sqrt(4 / n)));
  }

  @Test
  void effectiveTrialsAreThoseOfTheNorms() {
    HalfTally half =
        new HalfTally(
            4,
            new double[2],
            new double[] {2},
            new double[] {1},
            Map.of(
                GradientMoments.GRADIENTS,
                new double[][] {{3, -4}},
                HalfTally.WEIGHTED,
                new double[1][2],
                GradientMoments.COUNTS,
                new double[][] {{6}, {9}, {4}}));
    ChannelMoments moments =
        ChannelMoments.gradients(
            Estimand.CLASS_MAP,
            Patch.whole(2),
            new double[2],
            new double[] {1, 1},
            new Workspace());
    StimulusSums sums = new StimulusSums(2);
    Tally tally = new Tally(0, half, half);
    sums.add(tally);
    moments.add(tally, 0);
    assertThat(moments.statistics(sums.means()).nEff()).isEqualTo(12 * 12 / 18.0);
    assertThat(moments.statistics(sums.means()).count()).isEqualTo(4);
    assertThat(moments.view(MapView.MAP, sums.means())).containsExactly(1.5f, -2f);
    assertThat(moments.view(MapView.ERROR, sums.means())).containsOnly(Float.NaN);
  }

  /** A few stimuli dominate the sum of a rare channel. */
  @Test
  void effectiveTrialsOfARareChannelAreFewerThanItsTurns() {
    double turns = 10 * BLOCKS * BLOCK / 4.0;
    assertThat(nEff(40)).isBetween(1.0, 0.2 * turns);
    assertThat(nEff(1)).isBetween(0.7 * turns, turns);
  }

  private static double nEff(double gain) {
    UnitStudy study = study(design("gaussian", 4, gain, Estimator.GRADIENT), 1, 10 * BLOCKS);
    return study.statistics(study.means()).get(1).nEff();
  }

  @Test
  void restoredStateGivesTheSameViews() {
    UnitDesign design = design("uniform", 4, 3, Estimator.GRADIENT);
    UnitBlocks blocks = new UnitBlocks(design, 1);
    StimulusSums sums = new StimulusSums(D);
    ChannelMoments moments = moments(design);
    ChannelMoments again = moments(design);
    for (int b = 0; b < 10; b++) {
      Tally tally = blocks.next();
      sums.add(tally);
      moments.add(tally, 2);
      if (b == 4) {
        again.restore(moments.state());
      } else if (b > 4) {
        again.add(tally, 2);
      }
      if (b >= 4) {
        for (MapView view : MapView.values()) {
          assertThat(again.view(view, sums.means())).isEqualTo(moments.view(view, sums.means()));
        }
        assertThat(again.statistics(sums.means())).isEqualTo(moments.statistics(sums.means()));
      }
    }
  }

  private static ChannelMoments moments(UnitDesign design) {
    double[] variance = new double[D];
    Arrays.fill(variance, design.law().variance());
    double[] mean = new double[D];
    return ChannelMoments.gradients(
        design.estimand(), Patch.whole(D), mean, variance, new Workspace());
  }

  @Test
  void zIsTheMapOverItsError() {
    UnitStudy study = study(design("uniform", 4, 3, Estimator.GRADIENT), 1, BLOCKS);
    float[] map = study.view(0, MapView.MAP);
    float[] errors = study.view(0, MapView.ERROR);
    float[] z = study.view(0, MapView.Z);
    for (int i = 0; i < D; i++) {
      assertThat(z[i]).isEqualTo(map[i] / errors[i]);
    }
  }
}
