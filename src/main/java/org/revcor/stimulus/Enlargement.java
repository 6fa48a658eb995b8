package org.revcor.stimulus;

/**
 * Enlarges images by a whole factor, with bilinear interpolation between pixel centres. Beyond the
 * outermost centres values are constant. The mean over pixels is preserved.
 *
 * @param height rows before
 * @param width columns before
 * @param times factor
 */
record Enlargement(int height, int width, int times) {
  /**
   * Enlarges images separately.
   *
   * @param values n x height x width
   * @return n x height·times x width·times
   */
  float[] of(float[] values) {
    if (times == 1) {
      return values;
    }
    int plane = height * width;
    int larger = plane * times * times;
    float[] enlarged = new float[values.length / plane * larger];
    for (int n = 0; n < values.length / plane; n++) {
      enlarge(values, n * plane, enlarged, n * larger);
    }
    return enlarged;
  }

  private void enlarge(float[] from, int offset, float[] to, int start) {
    int columns = width * times;
    double mean = mean(from, offset, height * width);
    double sum = 0;
    for (int i = 0; i < height * times; i++) {
      double y = position(i, height);
      int row = Math.min((int) y, height - 2);
      for (int j = 0; j < columns; j++) {
        double x = position(j, width);
        int column = Math.min((int) x, width - 2);
        int at = offset + row * width + column;
        double upper = between(from[at], from[at + 1], x - column);
        double lower = between(from[at + width], from[at + width + 1], x - column);
        double value = between(upper, lower, y - row);
        to[start + i * columns + j] = (float) value;
        sum += value;
      }
    }
    float shift = (float) (mean - sum / (height * times * columns));
    for (int i = 0; i < height * times * columns; i++) {
      to[start + i] += shift;
    }
  }

  private static double mean(float[] values, int offset, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[offset + i];
    }
    return sum / count;
  }

  private double position(int enlarged, int size) {
    return Math.clamp((enlarged + 0.5) / times - 0.5, 0, size - 1.0);
  }

  private static double between(double first, double second, double share) {
    return first + share * (second - first);
  }
}
