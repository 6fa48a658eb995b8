package org.revcor.reproduction;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;
import org.revcor.figure.FigureText;

/**
 * A figure that an item measured.
 *
 * @param value the figure; NaN where it does not exist, and {@code text} states why
 * @param error its standard error; 0 where nothing was sampled, NaN where it is unknown
 * @param text what is shown in place of the number; "" for the number itself
 * @param convention what it depends on: noise, centring, scaling, metric, count
 */
public record Measure(double value, double error, String text, String convention) {
  /** A figure without sampling error. */
  public static Measure exact(double value, String convention) {
    return new Measure(value, 0, "", convention);
  }

  /** A figure with its standard error. */
  public static Measure estimate(double value, double error, String convention) {
    return new Measure(value, error, "", convention);
  }

  /** A sampled figure whose standard error is unknown. */
  public static Measure withUnknownError(double value, String convention) {
    return new Measure(value, Double.NaN, "", convention);
  }

  /**
   * A share of independent trials, with its binomial standard error.
   *
   * @param share in [0,1]
   * @param trials number n of trials, at least 1
   */
  public static Measure share(double share, double trials, String convention) {
    return new Measure(share, binomialError(share, trials), "", convention);
  }

  /** A name. */
  public static Measure word(String text, String convention) {
    return new Measure(Double.NaN, 0, text, convention);
  }

  /** A figure that does not exist. */
  public static Measure missing(String why, String convention) {
    return new Measure(Double.NaN, 0, why, convention);
  }

  /**
   * Standard error of a share of n trials: {@code √(q(1-q)/n)} with {@code q = (np + ½)/(n + 1)},
   * so that 0 and 1 have an error too.
   */
  public static double binomialError(double share, double trials) {
    double q = (trials * share + 0.5) / (trials + 1);
    return Math.sqrt(q * (1 - q) / trials);
  }

  /** Whether there is a number. */
  @JsonIgnore
  public boolean isNumber() {
    return !Double.isNaN(value);
  }

  /** Whether its error is known. */
  boolean hasError() {
    return !Double.isNaN(error);
  }

  /** The figure and its error as text. */
  public String shown() {
    if (!text.isEmpty()) {
      return text;
    }
    if (!hasError()) {
      return number(value) + " (error unknown)";
    }
    return error > 0
        ? String.format(Locale.ROOT, "%s ± %.2g", number(value), error)
        : number(value);
  }

  /** A number as text. */
  static String number(double value) {
    return FigureText.shown(value);
  }

  /** A distance as text, also in standard errors. */
  static String distance(double distance, double error) {
    String words = "%s %s".formatted(number(Math.abs(distance)), distance < 0 ? "below" : "above");
    return error > 0
        ? String.format(Locale.ROOT, "%s, %.1f standard errors", words, Math.abs(distance) / error)
        : words;
  }
}
