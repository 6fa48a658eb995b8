package org.revcor.observer;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * The largest value of each field of 2 x 2, if it is positive, and where it was: pooling and ReLU
 * in one, for gradients. Rows and columns that are left over are dropped.
 *
 * <p>Values lie as rows, columns and planes, planes changing fastest.
 *
 * @param before size of what comes in
 */
record FieldMaxima(Size before) {
  /** A maximum is in one of so many places: row by row, 0 to 3. */
  static final int PLACES = 4;

  /** What is added to the place of a maximum that is positive. */
  static final int LIVE = PLACES;

  int rows() {
    return before.height() / 2;
  }

  int columns() {
    return before.width() / 2;
  }

  int planes() {
    return before.planes();
  }

  /** Of what comes of {@code n} stimuli. */
  Shape shape(int n) {
    return new Shape(n, rows(), columns(), planes());
  }

  /**
   * Finds them. Maxima fall where they will, so there are no branches to guess. Of equal values the
   * first is the larger, by rows and then by columns.
   *
   * @param n stimuli
   * @param inputs n times {@link #before}
   * @param values takes the maxima, or zeros, {@link #shape}
   * @param found takes the places of the maxima, with {@link #LIVE} added to some
   */
  void find(int n, FloatBuffer inputs, FloatBuffer values, ByteBuffer found) {
    int planes = planes();
    int below = before.width() * planes;
    int to = 0;
    for (int row = 0; row < n * rows(); row++) {
      int upper = (row / rows() * before.height() + 2 * (row % rows())) * below;
      for (int column = 0; column < columns(); column++) {
        int at = upper + 2 * column * planes;
        for (int plane = 0; plane < planes; plane++) {
          float left = inputs.get(at);
          float right = inputs.get(at + planes);
          float lowerLeft = inputs.get(at + below);
          float lowerRight = inputs.get(at + below + planes);
          float ofLeft = Math.max(left, lowerLeft);
          float ofRight = Math.max(right, lowerRight);
          float value = Math.max(0, Math.max(ofLeft, ofRight));
          int isRight = isLess(ofLeft, ofRight);
          int leftIsLower = isLess(left, lowerLeft);
          int isLower = leftIsLower + isRight * (isLess(right, lowerRight) - leftIsLower);
          values.put(to, value);
          found.put(to, (byte) (LIVE * isLess(0, value) + 2 * isLower + isRight));
          to++;
          at++;
        }
      }
    }
  }

  /** 1 or 0. */
  private static int isLess(float value, float than) {
    return Float.floatToRawIntBits(value - than) >>> (Integer.SIZE - 1);
  }
}
