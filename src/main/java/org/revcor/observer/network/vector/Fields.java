package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.FieldConvolution.FIELD;
import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Maxima of fields of positions, and their gradients, in each plane.
 *
 * @param offsets offsets of the positions of each field; planes are consecutive there
 * @param positive whether a negative maximum is replaced by zero, which is ReLU
 */
record Fields(int[] offsets, int size, boolean positive) {
  /** Returns square fields without overlap, of planes in H,W,C order. */
  static Fields of(int planes, int height, int width, int side, boolean positive) {
    return new Fields(
        IntStream.of(positions(height, width, side, true)).map(i -> i * planes * IMAGES).toArray(),
        side * side,
        positive);
  }

  /**
   * Returns the positions of square fields, field by field. In incomplete fields, the last row or
   * column occurs several times.
   */
  static int[] positions(int height, int width, int side, boolean complete) {
    int rows = complete ? height / side : Math.ceilDiv(height, side);
    int columns = complete ? width / side : Math.ceilDiv(width, side);
    int size = side * side;
    return IntStream.range(0, rows * columns * size)
        .map(
            i -> {
              int row = Math.min(i / size / columns * side + i % size / side, height - 1);
              int column = Math.min(i / size % columns * side + i % side, width - 1);
              return row * width + column;
            })
        .toArray();
  }

  /** Returns fields of a pooled convolution with ReLU whose results are consecutive. */
  static Fields inOrder(int count, int planes) {
    return new Fields(
        IntStream.range(0, count * FIELD).map(i -> i * planes * IMAGES).toArray(), FIELD, true);
  }

  int count() {
    return offsets.length / size;
  }

  /**
   * Finds the maxima of a field; NaN if it has NaN. Of equal values the first counts.
   *
   * @param out index that receives one maximum per plane
   * @param saved receives planes x {@link #size} masks of the positions of the maxima, if used
   */
  void find(int field, float[] values, int in, int out, int planes, Kernel.Saved saved) {
    for (int i = 0; i < planes * IMAGES; i += IMAGES) {
      maximum(values, in + i, field * size).intoArray(values, out + i);
    }
    if (saved.isUsed()) {
      locate(field, values, in, out, planes, saved);
    }
  }

  private FloatVector maximum(float[] values, int in, int field) {
    FloatVector max = smallest(values, in, field);
    for (int i = 0; i < size; i++) {
      FloatVector next = FloatVector.fromArray(SPECIES, values, in + offsets[field + i]);
      max =
          next.blend(
              max, next.compare(VectorOperators.LE, max).or(max.compare(VectorOperators.NE, max)));
    }
    return max;
  }

  private FloatVector smallest(float[] values, int in, int field) {
    return positive
        ? FloatVector.zero(SPECIES)
        : FloatVector.fromArray(SPECIES, values, in + offsets[field]);
  }

  private void locate(
      int field, float[] values, int in, int maxima, int planes, Kernel.Saved saved) {
    for (int plane = 0; plane < planes; plane++) {
      int from = in + plane * IMAGES;
      FloatVector max = FloatVector.fromArray(SPECIES, values, maxima + plane * IMAGES);
      long open = positive ? max.compare(VectorOperators.GT, 0).toLong() : -1;
      for (int i = 0; i < size; i++) {
        long found =
            open
                & FloatVector.fromArray(SPECIES, values, from + offsets[field * size + i])
                    .compare(VectorOperators.EQ, max)
                    .toLong();
        saved.put(plane * size + i, found);
        open &= ~found;
      }
    }
  }

  /**
   * Writes the gradient of each maximum of the first fields to its position, and zeros to the other
   * positions of its field.
   *
   * @param gradient index of the gradients of the maxima, fields x planes
   * @param saved fields x planes x {@link #size} masks
   */
  void scatter(int fields, float[] values, int gradient, Kernel.Saved saved, int out, int planes) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < fields * planes; i++) {
      FloatVector g = FloatVector.fromArray(SPECIES, values, gradient + i * IMAGES);
      int to = out + i % planes * IMAGES;
      for (int j = 0; j < size; j++) {
        zero.blend(g, saved.mask(i * size + j))
            .intoArray(values, to + offsets[i / planes * size + j]);
      }
    }
  }
}
