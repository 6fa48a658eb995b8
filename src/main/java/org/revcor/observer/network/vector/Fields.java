package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Maxima of fields of positions, and their gradients, in each plane.
 *
 * @param offsets offsets of the positions of each field; planes are consecutive there
 * @param size positions of a field
 * @param positive whether a negative maximum is replaced by zero, which is ReLU
 */
record Fields(int[] offsets, int size, boolean positive) {
  /** Position of a maximum that was replaced by zero. */
  private static final float NOWHERE = -1;

  /** Returns the number of fields. */
  int count() {
    return offsets.length / size;
  }

  /**
   * Finds the maxima of a field. Of equal values the first counts.
   *
   * @param out receives one maximum per plane
   */
  void find(int field, float[] in, int first, float[] out, int at, int planes) {
    for (int i = 0; i < planes * IMAGES; i += IMAGES) {
      maximum(in, first + i, field * size).intoArray(out, at + i);
    }
  }

  private FloatVector maximum(float[] in, int first, int field) {
    FloatVector max = smallest(in, first, field);
    for (int i = 0; i < size; i++) {
      FloatVector next = FloatVector.fromArray(SPECIES, in, first + offsets[field + i]);
      max = next.blend(max, next.compare(VectorOperators.LE, max));
    }
    return max;
  }

  private FloatVector smallest(float[] in, int first, int field) {
    return positive
        ? FloatVector.zero(SPECIES)
        : FloatVector.fromArray(SPECIES, in, first + offsets[field]);
  }

  /**
   * Records the positions of the maxima in a field; see {@link #find}.
   *
   * @param record receives planes x {@link #size} masks
   */
  void locate(int field, float[] in, int first, Kernel.Record record, int planes) {
    for (int plane = 0; plane < planes; plane++) {
      FloatVector position = position(in, first + plane * IMAGES, field * size);
      for (int i = 0; i < size; i++) {
        record.put(plane * size + i, position.compare(VectorOperators.EQ, i));
      }
    }
  }

  private FloatVector position(float[] in, int first, int field) {
    FloatVector max = smallest(in, first, field);
    FloatVector position = FloatVector.broadcast(SPECIES, positive ? NOWHERE : 0);
    for (int i = 0; i < size; i++) {
      FloatVector next = FloatVector.fromArray(SPECIES, in, first + offsets[field + i]);
      VectorMask<Float> isNotLarger = next.compare(VectorOperators.LE, max);
      max = next.blend(max, isNotLarger);
      position = FloatVector.broadcast(SPECIES, i).blend(position, isNotLarger);
    }
    return position;
  }

  /**
   * Writes the gradient of each maximum to its position, and zeros to the other positions of its
   * field.
   *
   * @param gradient gradients of the maxima, fields x planes
   * @param record fields x planes x {@link #size} masks
   */
  void scatter(float[] gradient, int first, Kernel.Record record, float[] out, int at, int planes) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < count() * planes; i++) {
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, first + i * IMAGES);
      int to = at + i % planes * IMAGES;
      for (int j = 0; j < size; j++) {
        zero.blend(g, record.mask(i * size + j))
            .intoArray(out, to + offsets[i / planes * size + j]);
      }
    }
  }
}
