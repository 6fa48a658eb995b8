package org.revcor.analysis.attack;

/**
 * Structural similarity (SSIM) of two images (Wang et al. 2004): the mean over all windows within
 * the image of
 *
 * <pre>(2 μx μy + C1)(2 σxy + C2) / ((μx² + μy² + C1)(σx² + σy² + C2))</pre>
 *
 * with moments weighted by a Gaussian of σ = 1.5 pixels over 11 x 11 pixels, {@code C1 = .01²},
 * {@code C2 = .03²} for values from 0 to 1. If a side is shorter than 11 pixels, the window has the
 * largest odd side that fits. The result is the mean over planes.
 */
public final class StructuralSimilarity {
  private static final int SIDE = 11;
  private static final double SIGMA = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;

  private final int planes;
  private final int height;
  private final int width;
  private final double[] down;
  private final double[] across;

  public StructuralSimilarity(int planes, int height, int width) {
    this.planes = planes;
    this.height = height;
    this.width = width;
    down = gaussian(height);
    across = gaussian(width);
  }

  private static double[] gaussian(int length) {
    int side = Math.min(SIDE, length - 1 + length % 2);
    double[] weights = new double[side];
    double sum = 0;
    for (int i = 0; i < side; i++) {
      double distance = i - side / 2;
      weights[i] = Math.exp(-distance * distance / (2 * SIGMA * SIGMA));
      sum += weights[i];
    }
    for (int i = 0; i < side; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  String window() {
    return "Gaussian window, %d x %d, sigma %s".formatted(down.length, across.length, SIGMA);
  }

  /**
   * Returns the similarity of two images.
   *
   * @param x planes x height x width, values from 0 to 1
   * @param y the other image, in the same layout
   * @return from -1 to 1; 1 for equal images; NaN if the window is a single pixel, which has no
   *     structure
   */
  public double of(float[] x, float[] y) {
    if (down.length * across.length == 1) {
      return Double.NaN;
    }
    double sum = 0;
    for (int plane = 0; plane < planes; plane++) {
      sum += ofPlane(x, y, plane * height * width);
    }
    return sum / planes;
  }

  private double ofPlane(float[] x, float[] y, int from) {
    int space = height * width;
    double[] a = new double[space];
    double[] b = new double[space];
    double[] aa = new double[space];
    double[] bb = new double[space];
    double[] ab = new double[space];
    for (int i = 0; i < space; i++) {
      a[i] = x[from + i];
      b[i] = y[from + i];
      aa[i] = a[i] * a[i];
      bb[i] = b[i] * b[i];
      ab[i] = a[i] * b[i];
    }
    double[] meanX = weighted(a);
    double[] meanY = weighted(b);
    double[] squareX = weighted(aa);
    double[] squareY = weighted(bb);
    double[] product = weighted(ab);
    double sum = 0;
    for (int i = 0; i < meanX.length; i++) {
      double both = meanX[i] * meanY[i];
      double means = meanX[i] * meanX[i] + meanY[i] * meanY[i];
      double spread = squareX[i] + squareY[i] - means;
      sum += (2 * both + C1) * (2 * (product[i] - both) + C2) / ((means + C1) * (spread + C2));
    }
    return sum / meanX.length;
  }

  private double[] weighted(double[] plane) {
    int columns = width - across.length + 1;
    double[] rows = new double[height * columns];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < columns; column++) {
        double sum = 0;
        for (int k = 0; k < across.length; k++) {
          sum += across[k] * plane[row * width + column + k];
        }
        rows[row * columns + column] = sum;
      }
    }
    double[] means = new double[(height - down.length + 1) * columns];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      for (int k = 0; k < down.length; k++) {
        sum += down[k] * rows[i + k * columns];
      }
      means[i] = sum;
    }
    return means;
  }
}
