package org.revcor.estimate.significance;

/**
 * Gaussian smoothing of z-maps. Every pixel remains standard normal under the null hypothesis, also
 * at borders and beside undefined pixels. Each weighted sum is divided by the root of its sum of
 * squared weights.
 *
 * @param sigma standard deviation of the Gaussian in pixels, above 0
 */
public record Smoothing(double sigma) {
  private static final double REACH = 4;

  /**
   * Smooths each plane separately.
   *
   * @param z planes x height x width
   * @return array of the same shape; NaN where {@code z} is NaN
   */
  public float[] of(float[] z, int planes, int height, int width) {
    float[] smoothed = new float[z.length];
    for (int plane = 0; plane < planes; plane++) {
      plane(z, plane * height * width, height, width, smoothed);
    }
    return smoothed;
  }

  private void plane(float[] z, int first, int height, int width, float[] smoothed) {
    double[] values = new double[height * width];
    double[] present = new double[height * width];
    for (int i = 0; i < values.length; i++) {
      boolean defined = !Float.isNaN(z[first + i]);
      values[i] = defined ? z[first + i] : 0;
      present[i] = defined ? 1 : 0;
    }
    double[] weights = weights();
    double[] squares = new double[weights.length];
    for (int k = 0; k < weights.length; k++) {
      squares[k] = weights[k] * weights[k];
    }
    double[] sum = convolved(values, height, width, weights);
    double[] variance = convolved(present, height, width, squares);
    for (int i = 0; i < values.length; i++) {
      smoothed[first + i] = present[i] == 0 ? Float.NaN : (float) (sum[i] / Math.sqrt(variance[i]));
    }
  }

  /** Returns one half of the kernel, beginning at its centre. */
  private double[] weights() {
    double[] weights = new double[(int) Math.ceil(REACH * sigma) + 1];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = Math.exp(-k * k / (2 * sigma * sigma));
    }
    return weights;
  }

  private static double[] convolved(double[] plane, int height, int width, double[] weights) {
    double[] rows = new double[plane.length];
    along(plane, rows, height, width, width, 1, weights);
    double[] both = new double[plane.length];
    along(rows, both, width, height, 1, width, weights);
    return both;
  }

  /** Convolves {@code lines} lines of {@code length} values. */
  private static void along(
      double[] from,
      double[] to,
      int lines,
      int length,
      int betweenLines,
      int betweenValues,
      double[] weights) {
    for (int line = 0; line < lines; line++) {
      int start = line * betweenLines;
      for (int i = 0; i < length; i++) {
        double sum = 0;
        int end = Math.min(length - 1, i + weights.length - 1);
        for (int j = Math.max(0, i - weights.length + 1); j <= end; j++) {
          sum += weights[Math.abs(i - j)] * from[start + j * betweenValues];
        }
        to[start + i * betweenValues] = sum;
      }
    }
  }
}
