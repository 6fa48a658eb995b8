package org.revcor.analysis.template;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.revcor.estimate.significance.PixelTests.DiscoveryRate;
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

  /**
   * A mean over classes with 95 % limits by Student's t, which take classes as independent.
   *
   * @param mean NaN without classes
   * @param halfWidth half the distance between the limits; NaN for fewer than {@value #MIN_CLASSES}
   *     classes, since the two classes of a network have opposite responses and thus equal values
   * @param classes number of classes whose value is not NaN
   */
  record Mean(double mean, double halfWidth, int classes) {
    private static final int MIN_CLASSES = 3;
    private static final double TAIL = 0.025;

    static Mean of(double[] values) {
      double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
      double mean = Arrays.stream(defined).average().orElse(Double.NaN);
      if (defined.length < MIN_CLASSES) {
        return new Mean(mean, Double.NaN, defined.length);
      }
      double freedom = defined.length - 1.0;
      double squares = Arrays.stream(defined).map(value -> (value - mean) * (value - mean)).sum();
      double error = Math.sqrt(squares / freedom / defined.length);
      return new Mean(
          mean, TDistribution.of(freedom).inverseSurvivalProbability(TAIL) * error, defined.length);
    }

    double lower() {
      return mean - halfWidth;
    }

    double upper() {
      return mean + halfWidth;
    }

    /** Returns the mean and its limits in words. */
    String text() {
      return Double.isNaN(halfWidth)
          ? "%.3f (no limits with fewer than %d classes)".formatted(mean, MIN_CLASSES)
          : "%.3f (95 %% limits %.3f to %.3f)".formatted(mean, lower(), upper());
    }
  }

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
}
