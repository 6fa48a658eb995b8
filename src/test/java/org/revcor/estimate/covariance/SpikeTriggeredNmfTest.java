package org.revcor.estimate.covariance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeTriggeredNmfTest {
  private static final int SIDE = 8;
  private static final int D = SIDE * SIDE;
  private static final int TRIALS = 30_000;
  private static final int[][] CORNERS = {{1, 1}, {1, 4}, {4, 1}, {4, 4}};

  /** The neuron pools four squared and rectified subunits, above a threshold. */
  @Test
  void partsAreTheSubunitsOfANeuron() {
    double[][] subunits = subunits();

    SpikeTriggeredNmf.Parts parts =
        new SpikeTriggeredNmf(4, 0.3).factorise(covariance(subunits), 1).orElseThrow();

    assertThat(parts.modules()).hasDimensions(4, D);
    for (double[] subunit : subunits) {
      double best = 0;
      for (float[] module : parts.modules()) {
        best = Math.max(best, product(subunit, module));
      }
      assertThat(best).isGreaterThan(0.95);
    }
    for (float[] module : parts.modules()) {
      for (float value : module) {
        assertThat(value).isNotNegative();
      }
    }
    assertThat(parts.effects()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void sameSeedGivesTheSameParts() {
    float[] covariance = covariance(subunits());
    SpikeTriggeredNmf nmf = new SpikeTriggeredNmf(2, 0.3);
    assertThat(nmf.factorise(covariance, 5).orElseThrow().modules())
        .isDeepEqualTo(nmf.factorise(covariance, 5).orElseThrow().modules());
  }

  @Test
  void penaltyThatRemovesAllModulesGivesNoParts() {
    assertThat(new SpikeTriggeredNmf(3, 100).factorise(unit(), 1)).isEmpty();
  }

  private static float[] unit() {
    float[] unit = new float[9];
    unit[0] = unit[4] = unit[8] = 1;
    return unit;
  }

  private static double[][] subunits() {
    double[][] subunits = new double[CORNERS.length][D];
    for (int s = 0; s < CORNERS.length; s++) {
      for (int i = 0; i < 9; i++) {
        int pixel = (CORNERS[s][0] + i / 3) * SIDE + CORNERS[s][1] + i % 3;
        subunits[s][pixel] = (i == 4 ? 2 : 1) / Math.sqrt(12);
      }
    }
    return subunits;
  }

  private static float[] covariance(double[][] subunits) {
    Random random = new Random(1);
    double[] sums = new double[D * D];
    double responses = 0;
    double[] x = new double[D];
    for (int t = 0; t < TRIALS; t++) {
      for (int i = 0; i < D; i++) {
        x[i] = random.nextGaussian();
      }
      double drive = -4;
      for (double[] subunit : subunits) {
        double seen = 0;
        for (int i = 0; i < D; i++) {
          seen += subunit[i] * x[i];
        }
        drive += seen > 0 ? seen * seen : 0;
      }
      double r = Math.max(0, drive);
      responses += r;
      for (int i = 0; i < D && r > 0; i++) {
        for (int j = 0; j < D; j++) {
          sums[i * D + j] += r * x[i] * x[j];
        }
      }
    }
    float[] covariance = new float[D * D];
    for (int i = 0; i < covariance.length; i++) {
      covariance[i] = (float) (sums[i] / responses);
    }
    return covariance;
  }

  private static double product(double[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
