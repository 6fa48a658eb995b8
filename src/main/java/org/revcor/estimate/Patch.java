package org.revcor.estimate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The values of a stimulus that a map covers: all of them, or a rectangle in every plane. */
public final class Patch {
  /** Indices into a stimulus, in C,H,W order of the patch; empty for the whole stimulus. */
  private final int[] indices;

  private final int values;

  private Patch(int[] indices, int values) {
    this.indices = indices;
    this.values = values;
  }

  /**
   * Returns the patch of a whole stimulus.
   *
   * @param values number d of values of a stimulus
   */
  public static Patch whole(int values) {
    return new Patch(new int[0], values);
  }

  /**
   * Returns a rectangle of at least one pixel within stimuli of planes x height x width.
   *
   * @param top first row
   * @param left first column
   * @param rows height of the rectangle
   * @param columns width of the rectangle
   */
  public static Patch of(
      int planes, int height, int width, int top, int left, int rows, int columns) {
    if (rows == height && columns == width) {
      return whole(planes * height * width);
    }
    int[] indices = new int[planes * rows * columns];
    for (int i = 0; i < indices.length; i++) {
      int plane = i / (rows * columns);
      int row = i / columns % rows;
      indices[i] = (plane * height + top + row) * width + left + i % columns;
    }
    return new Patch(indices, indices.length);
  }

  /** Returns the stimulus indices of all map values. */
  int[] indices() {
    return indices.length == 0 ? IntStream.range(0, values).toArray() : indices.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Patch patch
        && patch.values == values
        && Arrays.equals(patch.indices, indices);
  }

  @Override
  public int hashCode() {
    return 31 * values + Arrays.hashCode(indices);
  }

  /** Returns the number of map values. */
  public int values() {
    return values;
  }

  /** Returns the stimulus index of a map value. */
  int index(int value) {
    return indices.length == 0 ? value : indices[value];
  }

  /**
   * Returns the values of a stimulus, or of a sum of stimuli, within the patch; the array itself
   * for the whole.
   */
  public double[] of(double[] stimulus) {
    if (indices.length == 0) {
      return stimulus;
    }
    double[] within = new double[indices.length];
    for (int i = 0; i < within.length; i++) {
      within[i] = stimulus[indices[i]];
    }
    return within;
  }
}
