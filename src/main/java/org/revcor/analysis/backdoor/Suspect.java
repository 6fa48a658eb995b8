package org.revcor.analysis.backdoor;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The position with the strongest evidence of a backdoor to one class. Every class of every
 * observer has one.
 *
 * @param target class that the backdoor would lead to
 * @param score strength of the evidence; positive
 * @param row row of the centre, in pixels from the centre of the upper left pixel
 * @param column column of the centre
 * @param side side of the searched squares, in pixels
 * @param map evidence in each square for that target, at the square's centre, rows x columns of an
 *     image; 0 where no square has its centre
 */
public record Suspect(int target, double score, double row, double column, int side, float[] map) {
  private static final double NEAR_PEAK = 0.8;
  private static final int REACH = 4;

  /**
   * Returns the suspect of each class, highest score first; on a tie the first class is first.
   *
   * @param values evidence by class and square
   */
  static List<Suspect> ranked(double[][] values, Windows windows) {
    return IntStream.range(0, values.length)
        .mapToObj(target -> peak(target, values[target], windows))
        .sorted(Comparator.comparingDouble(Suspect::score).reversed())
        .toList();
  }

  /** Places the suspect at the centroid of values above .8 of the peak within 4 pixels of it. */
  private static Suspect peak(int target, double[] values, Windows windows) {
    int peak = 0;
    for (int q = 1; q < values.length; q++) {
      peak = values[q] > values[peak] ? q : peak;
    }
    double score = values[peak];
    float[] map = new float[windows.height() * windows.width()];
    double weight = 0;
    double row = 0;
    double column = 0;
    for (int q = 0; q < windows.count(); q++) {
      double value = values[q];
      map[windows.middle(q)] = (float) value;
      boolean near =
          Math.abs(windows.row(q) - windows.row(peak)) <= REACH
              && Math.abs(windows.column(q) - windows.column(peak)) <= REACH;
      if (q == peak || (near && value > NEAR_PEAK * score)) {
        weight += value;
        row += value * windows.row(q);
        column += value * windows.column(q);
      }
    }
    return new Suspect(
        target,
        score,
        (weight > 0 ? row / weight : windows.row(peak)) + windows.centre(),
        (weight > 0 ? column / weight : windows.column(peak)) + windows.centre(),
        windows.side(),
        map);
  }
}
