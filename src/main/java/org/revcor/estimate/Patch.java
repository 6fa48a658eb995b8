package org.revcor.estimate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The values of a stimulus that a map covers: all of them, or a rectangle in all planes. */
public final class Patch {
  /** Places among the values of a stimulus, in C,H,W order of the patch; empty for all of them. */
  private final int[] places;

  private final int values;

  private Patch(int[] places, int values) {
    this.places = places;
    this.values = values;
  }

  /**
   * A whole stimulus.
   *
   * @param values values d of a stimulus
   */
  public static Patch whole(int values) {
    return new Patch(new int[0], values);
  }

  /**
   * A rectangle, of at least one pixel, within stimuli of planes x height x width.
   *
   * @param top its first row
   * @param left its first column
   * @param rows its height
   * @param columns its width
   */
  public static Patch of(
      int planes, int height, int width, int top, int left, int rows, int columns) {
    if (rows == height && columns == width) {
      return whole(planes * height * width);
    }
    int[] places = new int[planes * rows * columns];
    for (int i = 0; i < places.length; i++) {
      int plane = i / (rows * columns);
      int row = i / columns % rows;
      places[i] = (plane * height + top + row) * width + left + i % columns;
    }
    return new Patch(places, places.length);
  }

  /** Places of its values among those of a stimulus. */
  int[] places() {
    return places.length == 0 ? IntStream.range(0, values).toArray() : places.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Patch patch
        && patch.values == values
        && Arrays.equals(patch.places, places);
  }

  @Override
  public int hashCode() {
    return 31 * values + Arrays.hashCode(places);
  }

  /** Number of values of a map. */
  public int values() {
    return values;
  }

  /** Place of a value of the map among those of a stimulus. */
  int place(int value) {
    return places.length == 0 ? value : places[value];
  }

  /** What a stimulus, or a sum of stimuli, has within the patch; the array itself for a whole. */
  public double[] of(double[] stimulus) {
    if (places.length == 0) {
      return stimulus;
    }
    double[] within = new double[places.length];
    for (int i = 0; i < within.length; i++) {
      within[i] = stimulus[places[i]];
    }
    return within;
  }
}
