package org.revcor.benchmark;

import java.util.List;

/** Figures of benchmarks over their rounds. */
public final class Medians {
  private Medians() {}

  /** Returns the median; the higher of two. */
  public static double of(List<Double> rounds) {
    return sorted(rounds)[rounds.size() / 2];
  }

  /**
   * Returns the median and the range.
   *
   * @param format of a number, such as {@code ,.0f}
   */
  public static String text(List<Double> rounds, String format) {
    double[] sorted = sorted(rounds);
    String each = "%" + format;
    return (each + " (" + each + " to " + each + ")")
        .formatted(of(rounds), sorted[0], sorted[sorted.length - 1]);
  }

  private static double[] sorted(List<Double> rounds) {
    return rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
