package org.revcor.analysis.template;

import java.util.Arrays;

/**
 * Whether the response of a class is largest to the mean image of the class.
 *
 * @param rank for each class the rank of its own mean image among those of all classes, by its
 *     response; 1 is the largest, equal responses share their mean rank; 0 for a class without
 *     images or responses
 * @param images number of mean images
 */
record MeanImageRanks(double[] rank, int images) {
  /**
   * Ranks mean images.
   *
   * @param responses a row per mean image with the response of each class
   * @param classes the class of each mean image
   */
  static MeanImageRanks of(float[][] responses, int[] classes) {
    double[] rank = new double[responses[0].length];
    for (int image = 0; image < classes.length; image++) {
      int c = classes[image];
      float own = responses[image][c];
      if (!Float.isNaN(own)) {
        rank[c] = 0.5; // and as much for its tie with itself
        for (float[] other : responses) {
          rank[c] += other[c] > own ? 1 : other[c] == own ? 0.5 : 0;
        }
      }
    }
    return new MeanImageRanks(rank, classes.length);
  }

  /** Returns the number of ranked classes. */
  int classes() {
    return (int) Arrays.stream(rank).filter(each -> each > 0).count();
  }

  /** Returns the number of classes whose own mean image alone ranks first. */
  int first() {
    return (int) Arrays.stream(rank).filter(each -> each == 1).count();
  }

  /** Returns the mean of {@link #first} if each image is equally likely to rank first. */
  double firstByChance() {
    return (double) classes() / images;
  }

  double meanByChance() {
    return (images + 1) / 2.0;
  }

  double mean() {
    return Arrays.stream(rank).filter(each -> each > 0).average().orElse(Double.NaN);
  }
}
