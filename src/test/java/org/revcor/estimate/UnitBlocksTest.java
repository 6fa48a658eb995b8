package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Compares sums drawn from projections with sums of whole stimuli. */
final class UnitBlocksTest {
  private static final int D = 25;
  private static final int BLOCK = 20;
  private static final int BLOCKS = 20_000;

  /**
   * Compares means and covariances of Σx, Σr and Σrx over halves of blocks, along the direction of
   * the unit and orthogonal to it. The unit is their standard error over {@link #BLOCKS} halves of
   * each kind.
   */
  @Test
  void drawnSumsHaveTheMomentsOfSumsOfStimuli() {
    UnitDesign drawn =
        new UnitDesign(
            SimulatedUnit.exponential(0.5), Estimator.AVERAGE, Estimand.CLASS_MAP, D, BLOCK);
    UnitDesign shown = drawn.withForm(UnitDesign.Form.WHITENED);
    assertThat(drawn.byProjections()).isTrue();
    assertThat(shown.byProjections()).isFalse();
    double[][] byProjections = products(drawn);
    double[][] byStimuli = products(shown);
    for (int i = 0; i < byProjections.length; i++) {
      double[] a = byProjections[i];
      double[] b = byStimuli[i];
      double error = Math.sqrt((variance(a) + variance(b)) / BLOCKS);
      assertThat(mean(a)).as("product %d", i).isCloseTo(mean(b), within(4.5 * error));
    }
  }

  /**
   * Products of all pairs of 1, Σr and, along and orthogonal to the direction, Σ(x-μ) and Σr(x-μ).
   */
  private static double[][] products(UnitDesign design) {
    UnitBlocks blocks = new UnitBlocks(design, 1);
    double[] along = design.directions()[0];
    double[] across = new double[D];
    // orthogonal to the direction
    across[0] = along[1];
    across[1] = -along[0];
    double mean = design.law().mean();
    double[][] products = new double[36][BLOCKS];
    for (int b = 0; b < BLOCKS; b++) {
      HalfTally half = blocks.next().a();
      double responses = half.responses()[0];
      double[] values = {
        1,
        responses,
        centred(along, half.stimuli(), mean * half.trials()),
        centred(across, half.stimuli(), mean * half.trials()),
        centred(along, half.weighted()[0], mean * responses),
        centred(across, half.weighted()[0], mean * responses)
      };
      for (int i = 0; i < 36; i++) {
        products[i][b] = values[i / 6] * values[i % 6];
      }
    }
    return products;
  }

  private static double centred(double[] direction, double[] sums, double mean) {
    double product = 0;
    for (int i = 0; i < direction.length; i++) {
      product += direction[i] * (sums[i] - mean);
    }
    return product;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / values.length;
  }
}
