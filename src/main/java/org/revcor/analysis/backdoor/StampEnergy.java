package org.revcor.analysis.backdoor;

import org.revcor.dataset.Stamp;

/** Computes the share of a map's energy within a backdoor's stamp. */
public final class StampEnergy {
  private StampEnergy() {}

  /**
   * Returns the share of a map's sum of squares within the stamp's rectangle.
   *
   * @param map planes x height x width
   * @return in [0,1]; NaN if the map is blank or undefined
   */
  public static double share(float[] map, Stamp stamp, int height, int width) {
    double inside = 0;
    double all = 0;
    for (int i = 0; i < map.length; i++) {
      int row = i % (height * width) / width - stamp.place().row();
      int column = i % width - stamp.place().column();
      double square = (double) map[i] * map[i];
      all += square;
      if (row >= 0 && row < stamp.rows() && column >= 0 && column < stamp.columns()) {
        inside += square;
      }
    }
    return inside / all;
  }

  /**
   * Returns the share of the image that the stamp's rectangle covers, which is the expected share
   * of a uniform map.
   */
  public static double area(Stamp stamp, int height, int width) {
    return (double) stamp.rows() * stamp.columns() / (height * width);
  }
}
