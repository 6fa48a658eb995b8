package org.revcor.paper;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.revcor.figure.FigureText;

/**
 * A measured value of an item.
 *
 * @param value the value; NaN if it does not exist, and {@code text} states why
 * @param error its standard error; 0 without sampling, NaN if unknown
 * @param text shown instead of the number; "" for the number itself
 */
record Measure(double value, double error, String text, String convention) {
  /** Returns a value without sampling error. */
  static Measure exact(double value, String convention) {
    return new Measure(value, 0, "", convention);
  }

  static Measure estimate(double value, double error, String convention) {
    return new Measure(value, error, "", convention);
  }

  static Measure withUnknownError(double value, String convention) {
    return new Measure(value, Double.NaN, "", convention);
  }

  /**
   * Returns a share of independent trials, with its binomial standard error.
   *
   * @param share share of the trials, in [0,1]
   */
  static Measure share(double share, double trials, String convention) {
    return new Measure(share, binomialError(share, trials), "", convention);
  }

  static Measure word(String text, String convention) {
    return new Measure(Double.NaN, 0, text, convention);
  }

  static Measure missing(String why, String convention) {
    return new Measure(Double.NaN, 0, why, convention);
  }

  /**
   * Returns the standard error of a share of n trials: {@code √(q(1-q)/n)} with {@code q = (np +
   * ½)/(n + 1)}, so that shares of 0 and 1 have an error too.
   */
  static double binomialError(double share, double trials) {
    double q = (trials * share + 0.5) / (trials + 1);
    return Math.sqrt(q * (1 - q) / trials);
  }

  @JsonIgnore
  public boolean isNumber() {
    return !Double.isNaN(value);
  }

  boolean hasError() {
    return !Double.isNaN(error);
  }

  public String shown() {
    if (!text.isEmpty()) {
      return text;
    }
    if (!hasError()) {
      return number(value) + " (error unknown)";
    }
    return error > 0 ? "%s ± %.2g".formatted(number(value), error) : number(value);
  }

  static String number(double value) {
    return FigureText.shown(value);
  }

  /** Returns the value as a distance in words, also in standard errors. */
  String distance() {
    String words = "%s %s".formatted(number(Math.abs(value)), value < 0 ? "below" : "above");
    return error > 0 ? "%s, %.1f standard errors".formatted(words, Math.abs(value) / error) : words;
  }

  static String distance(double distance, double error) {
    return estimate(distance, error, "").distance();
  }
}
