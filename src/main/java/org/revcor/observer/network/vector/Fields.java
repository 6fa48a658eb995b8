package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Maxima of fields of values, and their gradients.
 *
 * @param offsets offsets of the values of each field in a plane
 * @param size values of a field
 * @param stride offset of a plane from the plane before
 * @param positive whether a negative maximum is replaced by zero, which is ReLU
 */
record Fields(int[] offsets, int size, int stride, boolean positive) {
  /** Position of a maximum that was replaced by zero. */
  private static final float NOWHERE = -1;

  /** Returns the number of fields of a plane. */
  int count() {
    return offsets.length / size;
  }

  /**
   * Finds the maximum of a field in each plane. Of equal values the first counts.
   *
   * @param in planes, from {@code first} on
   * @param out receives the maxima, {@code step} apart
   */
  void find(float[] in, int first, int field, float[] out, int at, int step, int planes) {
    for (int plane = 0; plane < planes; plane++) {
      maximum(in, first + plane * stride, field * size).intoArray(out, at + plane * step);
    }
  }

  private FloatVector maximum(float[] in, int first, int field) {
    FloatVector max =
        positive
            ? FloatVector.zero(SPECIES)
            : FloatVector.fromArray(SPECIES, in, first + offsets[field]);
    for (int i = 0; i < size; i++) {
      FloatVector next = FloatVector.fromArray(SPECIES, in, first + offsets[field + i]);
      max = next.blend(max, next.compare(VectorOperators.LE, max));
    }
    return max;
  }

  /** Finds the positions of the maxima; see {@link #find}. */
  void locate(float[] in, int first, int field, float[] out, int at, int step, int planes) {
    for (int plane = 0; plane < planes; plane++) {
      position(in, first + plane * stride, field * size).intoArray(out, at + plane * step);
    }
  }

  private FloatVector position(float[] in, int first, int field) {
    FloatVector max =
        positive
            ? FloatVector.zero(SPECIES)
            : FloatVector.fromArray(SPECIES, in, first + offsets[field]);
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
   * Writes the gradient of each maximum to its position, and zeros to the other values of its
   * field.
   *
   * @param gradient gradients of the maxima, by plane and field
   * @param positions positions of the maxima, by plane and field
   * @param out receives planes
   */
  void scatter(
      float[] gradient, int first, float[] positions, int from, float[] out, int at, int planes) {
    int count = count();
    for (int i = 0; i < planes * count; i++) {
      spread(
          FloatVector.fromArray(SPECIES, gradient, first + i * IMAGES),
          FloatVector.fromArray(SPECIES, positions, from + i * IMAGES),
          out,
          at + i / count * stride,
          i % count * size);
    }
  }

  private void spread(FloatVector gradient, FloatVector position, float[] out, int at, int field) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < size; i++) {
      zero.blend(gradient, position.compare(VectorOperators.EQ, i))
          .intoArray(out, at + offsets[field + i]);
    }
  }
}
