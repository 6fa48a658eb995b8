package org.revcor.dataset;

import java.util.function.IntToDoubleFunction;

/**
 * Resamples and crops one axis of an image: output values are weighted sums of input values.
 *
 * <p>The weights are a triangle around the output's position on the input. To each side it reaches
 * one output step, but at least one input step. This is bilinear interpolation when enlarging, the
 * same with anti-aliasing when shrinking, and the identity for equal sizes. At the borders the
 * triangle is cut and its weights are scaled to a sum of one.
 *
 * @param first index of the first weighted input of each output
 */
public record Resampling(int[] first, double[][] weights) {

  /**
   * @param size length of the central part after cropping; at most {@code to}
   */
  static Resampling of(int from, int to, int size) {
    int[] first = new int[size];
    double[][] weights = new double[size][];
    int cut = (to - size) / 2;
    double step = (double) from / to;
    double reach = Math.max(1, step);
    for (int i = 0; i < size; i++) {
      double centre = (cut + i + 0.5) * step;
      int begin = (int) Math.max(0, Math.floor(centre - reach));
      int end = (int) Math.min(from, Math.ceil(centre + reach));
      double[] row = new double[end - begin];
      double sum = 0;
      for (int j = 0; j < row.length; j++) {
        row[j] = Math.max(0, 1 - Math.abs(begin + j + 0.5 - centre) / reach);
        sum += row[j];
      }
      for (int j = 0; j < row.length; j++) {
        row[j] /= sum;
      }
      first[i] = begin;
      weights[i] = row;
    }
    return new Resampling(first, weights);
  }

  int size() {
    return first.length;
  }

  /**
   * Resizes an image; its aspect ratio may change.
   *
   * @param planes n x fromHeight x fromWidth
   * @return n x height x width
   */
  public static float[] resized(
      float[] planes, int fromHeight, int fromWidth, int height, int width) {
    Resampling rows = of(fromHeight, height, height);
    Resampling columns = of(fromWidth, width, width);
    int from = fromHeight * fromWidth;
    float[] resized = new float[planes.length / from * height * width];
    for (int plane = 0; plane < planes.length / from; plane++) {
      int at = plane * from;
      double[] values = resample(i -> planes[at + i], rows, columns, fromHeight, fromWidth);
      for (int i = 0; i < values.length; i++) {
        resized[plane * values.length + i] = (float) values[i];
      }
    }
    return resized;
  }

  /**
   * Scales an image to cover another size with the same aspect ratio, then crops both sides
   * equally. An odd line is cropped at the end.
   *
   * @param image planes x fromHeight x fromWidth unsigned bytes from {@code at} on
   * @return planes x height x width unsigned bytes, rounded
   */
  static byte[] cover(
      byte[] image, int at, int planes, int fromHeight, int fromWidth, int height, int width) {
    double scale = Math.max((double) height / fromHeight, (double) width / fromWidth);
    Resampling rows =
        of(fromHeight, Math.max(height, (int) Math.round(fromHeight * scale)), height);
    Resampling columns = of(fromWidth, Math.max(width, (int) Math.round(fromWidth * scale)), width);
    byte[] covering = new byte[planes * height * width];
    for (int plane = 0; plane < planes; plane++) {
      int from = at + plane * fromHeight * fromWidth;
      double[] values = resample(i -> image[from + i] & 0xff, rows, columns, fromHeight, fromWidth);
      for (int i = 0; i < values.length; i++) {
        covering[plane * values.length + i] = (byte) Math.round(values[i]);
      }
    }
    return covering;
  }

  private static double[] resample(
      IntToDoubleFunction plane,
      Resampling rows,
      Resampling columns,
      int fromHeight,
      int fromWidth) {
    int width = columns.size();
    double[] narrow = new double[fromHeight * width];
    for (int y = 0; y < fromHeight; y++) {
      for (int x = 0; x < width; x++) {
        double[] weights = columns.weights[x];
        int at = y * fromWidth + columns.first[x];
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
          sum += weights[j] * plane.applyAsDouble(at + j);
        }
        narrow[y * width + x] = sum;
      }
    }
    double[] resampled = new double[rows.size() * width];
    for (int y = 0; y < rows.size(); y++) {
      double[] weights = rows.weights[y];
      for (int x = 0; x < width; x++) {
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
          sum += weights[j] * narrow[(rows.first[y] + j) * width + x];
        }
        resampled[y * width + x] = sum;
      }
    }
    return resampled;
  }
}
