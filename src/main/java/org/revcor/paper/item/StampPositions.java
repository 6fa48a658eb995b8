package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.revcor.dataset.Stamp;

/** Rank of a stamp's place in a map among all places of the stamp. */
final class StampPositions {
  private StampPositions() {}

  /**
   * Returns the share of all places where the sum over the stamp's pixels is at least that at the
   * stamp's place; that place is included.
   *
   * @param map planes x height x width
   * @param of function of each value that is summed
   * @return in (0,1]; NaN if the map is undefined
   */
  static double share(float[] map, Stamp stamp, int height, int width, DoubleUnaryOperator of) {
    boolean[] mask = stamp.mask(height, width);
    List<Integer> pixels = new ArrayList<>();
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        pixels.add(i - stamp.place().row() * width - stamp.place().column());
      }
    }
    double own = sum(map, pixels, stamp.place().row() * width + stamp.place().column(), mask, of);
    int reached = 0;
    int places = 0;
    for (int row = 0; row <= height - stamp.rows(); row++) {
      for (int column = 0; column <= width - stamp.columns(); column++) {
        places++;
        reached += sum(map, pixels, row * width + column, mask, of) >= own ? 1 : 0;
      }
    }
    return Double.isNaN(own) ? Double.NaN : (double) reached / places;
  }

  private static double sum(
      float[] map, List<Integer> pixels, int corner, boolean[] mask, DoubleUnaryOperator of) {
    double sum = 0;
    for (int plane = 0; plane < map.length; plane += mask.length) {
      for (int pixel : pixels) {
        sum += of.applyAsDouble(map[plane + corner + pixel]);
      }
    }
    return sum;
  }
}
