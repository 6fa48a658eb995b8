package org.revcor.analysis.backdoor;

/**
 * Squares of an image, each by a number: row by row of their upper left corners.
 *
 * @param side of a square, in pixels
 * @param height of the image
 * @param width of the image
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

  /** Pixel of a plane of an image: number {@code i} of a window, row by row. */
  int pixel(int window, int i) {
    return (row(window) + i / side) * width + column(window) + i % side;
  }

  /**
   * The pixel at a window's centre, the lower right one of the four at the centre of even sides.
   */
  int middle(int window) {
    return (row(window) + side / 2) * width + column(window) + side / 2;
  }

  /** How far a window's centre lies from its upper left pixel, in pixels. */
  double centre() {
    return (side - 1) / 2.0;
  }

  /** Sums over the 3 x 3 windows around each, those of them that exist. */
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
