package org.revcor.analysis.template;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

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
