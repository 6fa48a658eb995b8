package org.revcor.analysis.backdoor;

/**
 * What of an observer looks most like a backdoor; every observer has something that does.
 *
 * @param target class that it would lead to
 * @param score how much it looks like one; positive
 * @param row of its centre, in pixels from the centre of the upper left pixel
 * @param column of its centre
 * @param side of the square that was looked through, in pixels
 * @param map how much each square looks like one for that target, at the square's centre, rows x
 *     columns of a picture; 0 where no square has its centre
 */
public record Suspect(int target, double score, double row, double column, int side, float[] map) {
  private static final double NEAR_PEAK = 0.8;
  private static final int REACH = 4;

  /**
   * The largest of some values, the first on a tie. Its place is the centroid of the values of its
   * class that are above .8 of it and within 4 pixels.
   *
   * @param values by class and square
   */
  static Suspect peak(double[][] values, Windows windows) {
    int target = 0;
    int peak = 0;
    for (int t = 0; t < values.length; t++) {
      for (int q = 0; q < windows.count(); q++) {
        if (values[t][q] > values[target][peak]) {
          target = t;
          peak = q;
        }
      }
    }
    double score = values[target][peak];
    float[] map = new float[windows.height() * windows.width()];
    double weight = 0;
    double row = 0;
    double column = 0;
    for (int q = 0; q < windows.count(); q++) {
      double value = values[target][q];
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
