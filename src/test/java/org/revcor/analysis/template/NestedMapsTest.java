package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.template.ConfidenceAnalysis.ConfidentMaps;
import org.revcor.analysis.template.ConfidenceAnalysis.NestedMaps;

/** Maps of simulated trials whose class and confidence are random: noise without structure. */
final class NestedMapsTest {
  private static final int TRIALS = 4_000;
  private static final int VALUES = 2_000;

  /** Shares of the classes; the last one has too few trials. */
  private static final double[] SHARES = {0.85, 0.1, 0.045, 0.005};

  private final Random random = new Random(3);

  @Test
  void noiseCorrelatesAsExpectedByChance() {
    double[][] weights = new double[3][TRIALS];
    int[] labels = new int[TRIALS];
    for (int i = 0; i < TRIALS; i++) {
      labels[i] = label(random.nextDouble());
      double confidence = random.nextDouble();
      weights[0][i] = 1;
      weights[1][i] = confidence * confidence;
      weights[2][i] = confidence > 0.6 ? 1 : 0;
    }
    ConfidentMaps.Maps[] maps = maps(labels, weights);
    for (int way = 1; way < 3; way++) {
      NestedMaps nested = new NestedMaps(maps[0], maps[way], TRIALS);
      for (int c = 0; c < SHARES.length; c++) {
        // 2,000 values: a standard error of at most .022
        assertThat(nested.correlation(c)).isCloseTo(nested.byChance(c), within(0.06));
      }
      int least = nested.least().orElseThrow();
      assertThat(least).isLessThan(3);
      assertThat(nested.statement("trials"))
          .isEqualTo(
              ("maps of trials correlate at least %.4f with those of all trials, in classes with at"
                      + " least 50 of them; noise alone would by %.4f")
                  .formatted(nested.correlation(least), nested.byChance(least)));
    }
  }

  @Test
  void fewTrialsHaveNoSmallestCorrelation() {
    double[][] weights = new double[2][TRIALS];
    int[] labels = new int[TRIALS];
    for (int i = 0; i < TRIALS; i++) {
      weights[0][i] = 1;
      weights[1][i] = i < 40 ? 1 : 0;
    }
    ConfidentMaps.Maps[] maps = maps(labels, weights);
    NestedMaps nested = new NestedMaps(maps[0], maps[1], TRIALS);
    assertThat(nested.least()).isEmpty();
    assertThat(nested.statement("trials above 0.9")).isEqualTo("no class has 50 trials above 0.9");
  }

  private static int label(double share) {
    int label = 0;
    for (double rest = share; rest >= SHARES[label]; label++) {
      rest -= SHARES[label];
    }
    return label;
  }

  private ConfidentMaps.Maps[] maps(int[] labels, double[][] weights) {
    double[][][] sums = new double[weights.length][SHARES.length][VALUES];
    double[][] totals = new double[weights.length][SHARES.length];
    double[][] squares = new double[weights.length][SHARES.length];
    double[] mean = new double[VALUES];
    for (int i = 0; i < TRIALS; i++) {
      double[] stimulus = random.doubles(VALUES).toArray();
      for (int j = 0; j < VALUES; j++) {
        mean[j] += stimulus[j] / TRIALS;
      }
      for (int way = 0; way < weights.length; way++) {
        double weight = weights[way][i];
        totals[way][labels[i]] += weight;
        squares[way][labels[i]] += weight * weight;
        for (int j = 0; j < VALUES; j++) {
          sums[way][labels[i]][j] += weight * stimulus[j];
        }
      }
    }
    ConfidentMaps.Maps[] maps = new ConfidentMaps.Maps[weights.length];
    for (int way = 0; way < maps.length; way++) {
      float[][] centred = new float[SHARES.length][VALUES];
      for (int c = 0; c < centred.length; c++) {
        for (int j = 0; j < VALUES; j++) {
          centred[c][j] = (float) (sums[way][c][j] / totals[way][c] - mean[j]);
        }
      }
      maps[way] = new ConfidentMaps.Maps(totals[way], squares[way], centred);
    }
    return maps;
  }
}
