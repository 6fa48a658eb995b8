package org.revcor.analysis.template;

import java.util.stream.IntStream;

/**
 * Whether the response of a class is largest to the mean image of the class.
 *
 * @param rank for each class the rank of its own mean image among those of all classes, by its
 *     response; 1 is the largest; 0 for a class without images or responses
 */
record MeanImageRanks(int[] rank) {
  /**
   * Ranks mean images.
   *
   * @param responses a row per mean image with the response of each class
   * @param classes the class of each mean image
   */
  static MeanImageRanks of(float[][] responses, int[] classes) {
    int[] rank = new int[responses[0].length];
    for (int image = 0; image < classes.length; image++) {
      int c = classes[image];
      float own = responses[image][c];
      if (!Float.isNaN(own)) {
        rank[c] = 1;
        for (float[] other : responses) {
          rank[c] += other[c] > own ? 1 : 0;
        }
      }
    }
    return new MeanImageRanks(rank);
  }

  /** Returns the number of ranked classes. */
  int classes() {
    return (int) IntStream.of(rank).filter(each -> each > 0).count();
  }

  /** Returns the number of classes whose own mean image ranks first; by chance one. */
  int first() {
    return (int) IntStream.of(rank).filter(each -> each == 1).count();
  }

  double mean() {
    return IntStream.of(rank).filter(each -> each > 0).average().orElse(Double.NaN);
  }
}
