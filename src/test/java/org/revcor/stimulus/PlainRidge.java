package org.revcor.stimulus;

/** Textbook ridge regression of single images on wavelets. */
final class PlainRidge {
  private final double[][] wavelets;
  private final double alpha;

  /** Creates the regression on the wavelets of a bank, centred over the pixels. */
  PlainRidge(GaborBank bank, double alpha) {
    wavelets = bank.wavelets().map(PlainRidge::centred).toArray(double[][]::new);
    this.alpha = alpha;
  }

  /** Returns the weights of an image: {@code (B Bᵀ + αI) w = B x} by elimination. */
  double[] weights(double[] image) {
    double[] x = centred(image);
    int n = wavelets.length;
    double[][] rows = new double[n][n + 1];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rows[i][j] = dot(wavelets[i], wavelets[j]) + (i == j ? alpha : 0);
      }
      rows[i][n] = dot(wavelets[i], x);
    }
    return solve(rows);
  }

  double[] image(double[] weights) {
    double[] image = new double[wavelets[0].length];
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < image.length; j++) {
        image[j] += weights[i] * wavelets[i][j];
      }
    }
    return image;
  }

  /** Solves a symmetric positive definite system; the right side is the last column. */
  static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int p = 0; p < n; p++) {
      for (int i = p + 1; i < n; i++) {
        double factor = rows[i][p] / rows[p][p];
        for (int j = p; j <= n; j++) {
          rows[i][j] -= factor * rows[p][j];
        }
      }
    }
    double[] solution = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double rest = rows[i][n];
      for (int j = i + 1; j < n; j++) {
        rest -= rows[i][j] * solution[j];
      }
      solution[i] = rest / rows[i][i];
    }
    return solution;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] centred(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double[] centred = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      centred[i] = values[i] - mean;
    }
    return centred;
  }
}
