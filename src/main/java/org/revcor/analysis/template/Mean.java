package org.revcor.analysis.template;

import java.util.Arrays;

/**
 * A mean over classes with 95 % limits, which take classes as independent.
 *
 * @param mean NaN without classes
 * @param halfWidth half the distance between the limits; NaN for fewer than two classes
 * @param classes number of classes whose value is not NaN
 */
record Mean(double mean, double halfWidth, int classes) {
  private static final double TWO_SIDED = 1.959964;

  static Mean of(double[] values) {
    double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    double mean = Arrays.stream(defined).average().orElse(Double.NaN);
    double squares = Arrays.stream(defined).map(value -> (value - mean) * (value - mean)).sum();
    double error = Math.sqrt(squares / (defined.length - 1.0) / defined.length);
    return new Mean(mean, TWO_SIDED * error, defined.length);
  }

  double lower() {
    return mean - halfWidth;
  }

  double upper() {
    return mean + halfWidth;
  }
}
