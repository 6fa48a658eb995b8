package org.revcor.analysis.template;

import java.util.Arrays;
import org.revcor.estimate.Reliability;

/**
 * How well kernels predict a network's responses to stimuli that they were not estimated from:
 * correlations over the stimuli, NaN for a class without a map.
 *
 * @param stimuli number of stimuli
 * @param own of each class with the prediction of its map
 * @param other of each class with the prediction of another class's map
 * @param ceiling of each known class with the prediction of a map without noise: own over the root
 *     of the reliability; NaN for classes that are not known
 */
record Predictions(int stimuli, double[] own, double[] other, double[] ceiling) {
  /** Returns correlations of which none is defined. */
  static Predictions none(int classes) {
    double[] undefined = new double[classes];
    Arrays.fill(undefined, Double.NaN);
    return new Predictions(0, undefined, undefined, undefined);
  }

  /**
   * Correlates predictions with responses.
   *
   * @param predicted a row per stimulus with the prediction for each class
   * @param responses the same of the network
   * @param reliability of each known map; NaN for the others
   */
  static Predictions of(float[][] predicted, float[][] responses, double[] reliability) {
    int classes = reliability.length;
    double[] own = new double[classes];
    double[] other = new double[classes];
    double[] ceiling = new double[classes];
    for (int c = 0; c < classes; c++) {
      float[] response = column(responses, c);
      own[c] = Reliability.correlation(column(predicted, c), response);
      other[c] = Reliability.correlation(column(predicted, (c + classes / 2) % classes), response);
      ceiling[c] = own[c] / Math.sqrt(reliability[c]);
    }
    return new Predictions(predicted.length, own, other, ceiling);
  }

  private static float[] column(float[][] rows, int column) {
    float[] values = new float[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i][column];
    }
    return values;
  }
}
