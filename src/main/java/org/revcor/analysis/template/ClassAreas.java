package org.revcor.analysis.template;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.revcor.estimate.significance.DiscoveryRate;
import org.revcor.estimate.significance.RankTest;

/**
 * Areas under the curve of the responses of classes to their own images against all others.
 *
 * @param images number of own images of each class
 * @param area area of each class; NaN for a class without images or responses
 * @param p one-sided probability of each area by ranks; NaN with fewer than two own images
 * @param rate smallest false discovery rate at which each class is significant; NaN if p is
 */
record ClassAreas(int[] images, double[] area, double[] p, double[] rate) {
  /**
   * Computes the areas.
   *
   * @param responses a row per image with the response of each class
   * @param labels the class of each image
   */
  static ClassAreas of(float[][] responses, int[] labels) {
    int classes = responses[0].length;
    int[] images = new int[classes];
    double[] area = new double[classes];
    double[] p = new double[classes];
    IntStream.range(0, classes)
        .parallel()
        .forEach(
            c -> {
              int[] own = IntStream.range(0, labels.length).filter(i -> labels[i] == c).toArray();
              float[] values = new float[responses.length];
              for (int i = 0; i < values.length; i++) {
                values[i] = responses[i][c];
              }
              RankTest test =
                  Float.isNaN(values[0])
                      ? new RankTest(Double.NaN, Double.NaN)
                      : RankTest.of(values, own);
              images[c] = own.length;
              area[c] = test.area();
              p[c] = test.p();
            });
    return new ClassAreas(images, area, p, DiscoveryRate.of(p));
  }

  /** Returns the defined areas in ascending order. */
  double[] defined() {
    return Arrays.stream(area).filter(a -> !Double.isNaN(a)).sorted().toArray();
  }

  Mean mean() {
    return Mean.of(area);
  }

  /** Returns the number of classes with a p. */
  int tested() {
    return (int) Arrays.stream(p).filter(each -> !Double.isNaN(each)).count();
  }

  /** Returns the number of classes that are significant at a false discovery rate. */
  int significant(double level) {
    return (int) Arrays.stream(rate).filter(each -> each <= level).count();
  }
}
