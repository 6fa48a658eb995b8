package org.revcor.analysis.backdoor;

/**
 * Square windows of an image, numbered row by row of their upper left corners.
 *
 * @param side side of a window, in pixels
 * @param height height of the image
 * @param width width of the image
 */
public record Windows(int side, int height, int width) {
  int rows() {
    return height - side + 1;
  }

  int columns() {
    return width - side + 1;
  }

  int count() {
    return rows() * columns();
  }

  int row(int window) {
    return window / columns();
  }

  int column(int window) {
    return window % columns();
  }

  /** Returns the pixel of an image plane that is number {@code i} of a window, row by row. */
  int pixel(int window, int i) {
    return (row(window) + i / side) * width + column(window) + i % side;
  }

  /**
   * Returns the pixel at a window's centre; for even sides the lower right one of the central four.
   */
  int middle(int window) {
    return (row(window) + side / 2) * width + column(window) + side / 2;
  }

  /** Returns the distance of a window's centre from its upper left pixel, in pixels. */
  double centre() {
    return (side - 1) / 2.0;
  }

  /** Returns sums over the 3 x 3 windows around each window, as far as they exist. */
  double[] aroundEach(double[] values) {
    double[] sums = new double[count()];
    for (int window = 0; window < sums.length; window++) {
      for (int r = Math.max(0, row(window) - 1); r <= Math.min(rows() - 1, row(window) + 1); r++) {
        int last = Math.min(columns() - 1, column(window) + 1);
        for (int c = Math.max(0, column(window) - 1); c <= last; c++) {
          sums[window] += values[r * columns() + c];
        }
      }
    }
    return sums;
  }
}
