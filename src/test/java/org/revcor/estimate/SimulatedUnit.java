package org.revcor.estimate;

import java.util.Arrays;

/**
 * A neuron or network whose responses depend on a few projections u of a stimulus, each with mean 0
 * and variance 1.
 *
 * @param name name in tables
 * @param directions number k of projections
 * @param channels number of responses
 * @param even whether {@code f(-u) = f(u)} in every channel: under noise that is symmetric about
 *     its mean its maps are exactly zero
 * @param response responses and their derivatives
 */
record SimulatedUnit(String name, int directions, int channels, boolean even, Response response) {

  /** Computes the responses to one stimulus. */
  @FunctionalInterface
  interface Response {
    /**
     * Writes the responses and their derivatives.
     *
     * @param u k projections
     * @param r one response per channel
     * @param slopes ∂r/∂u, channels x k; without rows or with empty rows if not requested
     */
    void of(double[] u, double[] r, double[][] slopes);
  }

  /** A response to one projection and its derivative. */
  interface Curve {
    double at(double u);
  }

  private static SimulatedUnit single(String name, boolean even, Curve response, Curve slope) {
    return new SimulatedUnit(
        name,
        1,
        1,
        even,
        (u, r, slopes) -> {
          r[0] = response.at(u[0]);
          if (slopes.length > 0) {
            slopes[0][0] = slope.at(u[0]);
          }
        });
  }

  static SimulatedUnit linear() {
    return single("linear", false, u -> u, u -> 1);
  }

  static SimulatedUnit exponential(double gain) {
    return single(
        "exponential " + gain, false, u -> Math.exp(gain * u), u -> gain * Math.exp(gain * u));
  }

  static SimulatedUnit sigmoid() {
    return single(
        "sigmoid", false, SimulatedUnit::logistic, u -> logistic(u) * (1 - logistic(u)) * 2);
  }

  static double logistic(double u) {
    return 1 / (1 + Math.exp(-2 * u));
  }

  static SimulatedUnit rectifier() {
    return single("rectifier", false, u -> Math.max(0, u), u -> u > 0 ? 1 : 0);
  }

  /** Returns a rectifier above a threshold. */
  static SimulatedUnit rectifier(double gain, double threshold) {
    return single(
        "rectifier above " + threshold,
        false,
        u -> gain * Math.max(0, u - threshold),
        u -> u > threshold ? gain : 0);
  }

  static SimulatedUnit square() {
    return single("square", true, u -> u * u, u -> 2 * u);
  }

  /** A sum of squares of several projections. */
  static SimulatedUnit squares(int directions) {
    return energy(directions == 2 ? "energy" : directions + " squares", directions, 0);
  }

  /** Two squares plus a weighted third projection. */
  static SimulatedUnit energy(double linear) {
    return energy("energy + " + linear + " linear", 2, linear);
  }

  private static SimulatedUnit energy(String name, int squares, double linear) {
    return new SimulatedUnit(
        name,
        squares + (linear == 0 ? 0 : 1),
        1,
        linear == 0,
        (u, r, slopes) -> {
          double sum = linear == 0 ? 0 : linear * u[squares];
          for (int k = 0; k < squares; k++) {
            sum += u[k] * u[k];
          }
          r[0] = sum;
          if (slopes.length > 0) {
            for (int k = 0; k < u.length; k++) {
              slopes[0][k] = k < squares ? 2 * u[k] : linear;
            }
          }
        });
  }

  static SimulatedUnit product() {
    return new SimulatedUnit(
        "product",
        2,
        1,
        true,
        (u, r, slopes) -> {
          r[0] = u[0] * u[1];
          if (slopes.length > 0) {
            slopes[0][0] = u[1];
            slopes[0][1] = u[0];
          }
        });
  }

  /** Probabilities of classes whose logits are {@code bias + gain u}. */
  static SimulatedUnit softmax(double gain, double... bias) {
    return softmax("softmax of " + bias.length, gain, bias, false);
  }

  /** Probabilities of classes whose logits are {@code gain u²}. */
  static SimulatedUnit softmaxOfSquares(int classes, double gain) {
    return softmax("softmax of " + classes + " squares", gain, new double[classes], true);
  }

  private static SimulatedUnit softmax(String name, double gain, double[] bias, boolean even) {
    int classes = bias.length;
    return new SimulatedUnit(
        name,
        classes,
        classes,
        even,
        (u, r, slopes) -> {
          double sum = 0;
          for (int c = 0; c < classes; c++) {
            r[c] = Math.exp(bias[c] + gain * (even ? u[c] * u[c] : u[c]));
            sum += r[c];
          }
          for (int c = 0; c < classes; c++) {
            r[c] /= sum;
          }
          for (int c = 0; c < slopes.length; c++) {
            for (int k = 0; k < slopes[c].length; k++) {
              double inner = even ? 2 * u[k] : 1;
              slopes[c][k] = gain * inner * r[c] * ((c == k ? 1 : 0) - r[k]);
            }
          }
        });
  }

  /** The class of the largest {@code bias + u}: 1 in its channel, otherwise 0. */
  static SimulatedUnit label(double... bias) {
    return label("label of " + bias.length, bias, false);
  }

  /** The class of the largest u². */
  static SimulatedUnit labelOfSquares(int classes) {
    return label("label of " + classes + " squares", new double[classes], true);
  }

  private static SimulatedUnit label(String name, double[] bias, boolean even) {
    return new SimulatedUnit(
        name,
        bias.length,
        bias.length,
        even,
        (u, r, slopes) -> {
          int best = 0;
          double most = Double.NEGATIVE_INFINITY;
          for (int c = 0; c < bias.length; c++) {
            double value = bias[c] + (even ? u[c] * u[c] : u[c]);
            if (value > most) {
              most = value;
              best = c;
            }
          }
          Arrays.fill(r, 0);
          r[best] = 1;
        });
  }
}
