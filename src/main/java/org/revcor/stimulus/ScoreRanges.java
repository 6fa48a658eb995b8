package org.revcor.stimulus;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.revcor.dataset.Images;

/** Minimum and maximum score of each component over images. */
final class ScoreRanges {
  private static final int BLOCK = 32;
  private static final double WHITE = 255;

  private final WeightComponents components;

  /** d x k, for pixels up to 255. */
  private final double[] filters;

  private final double[][] scores;
  private final double[] low;
  private final double[] high;

  /** Creates empty ranges. */
  ScoreRanges(WeightComponents components) {
    this.components = components;
    DMatrixRMaj transposed = CommonOps_DDRM.transpose(components.filters(), null);
    CommonOps_DDRM.divide(transposed, WHITE);
    filters = transposed.data;
    int k = components.offsets().length;
    scores = new double[BLOCK][k];
    low = new double[k];
    high = new double[k];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
  }

  /** Adds images {@code first} to {@code last - 1}. */
  void add(Images sample, int plane, int first, int last) {
    for (int from = first; from < last; from += BLOCK) {
      addBlock(sample, plane, from, Math.min(last, from + BLOCK));
    }
  }

  private void addBlock(Images sample, int plane, int from, int to) {
    int k = low.length;
    for (double[] score : scores) {
      Arrays.fill(score, 0);
    }
    for (int i = 0; i < sample.plane(); i++) {
      for (int t = from; t < to; t++) {
        int pixel = sample.pixel(t, plane, i);
        if (pixel != 0) {
          addProduct(scores[t - from], pixel, i * k);
        }
      }
    }
    for (int t = from; t < to; t++) {
      for (int c = 0; c < k; c++) {
        double score = scores[t - from][c] - components.offsets()[c];
        low[c] = Math.min(low[c], score);
        high[c] = Math.max(high[c], score);
      }
    }
  }

  private void addProduct(double[] score, double pixel, int filter) {
    for (int c = 0; c < score.length; c++) {
      score[c] += pixel * filters[filter + c];
    }
  }

  void add(ScoreRanges other) {
    for (int c = 0; c < low.length; c++) {
      low[c] = Math.min(low[c], other.low[c]);
      high[c] = Math.max(high[c], other.high[c]);
    }
  }

  double[] low() {
    return low;
  }

  double[] high() {
    return high;
  }
}
