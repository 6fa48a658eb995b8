package org.revcor.observer.network;

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
  /** Rows and columns of a field. */
  static final int SIDE = 2;

  /** A maximum is in one of so many places: row by row, 0 to 3. */
  static final int PLACES = SIDE * SIDE;

  /** What is added to the place of a maximum that is positive. */
  static final int LIVE = PLACES;

  /** Size of what comes of a stimulus. */
  Size after() {
    return new Size(before.planes(), before.height() / SIDE, before.width() / SIDE);
  }

  /**
   * Finds them. Maxima fall where they will, so there are no branches to guess. Of equal values
   * that in the left column counts, and within it the upper one, as in {@link Pooling}.
   *
   * @param n stimuli
   * @param inputs n times {@link #before}
   * @param values takes the maxima, or zeros, n times {@link #after}
   * @param found takes the places of the maxima, with {@link #LIVE} added to some
   */
  void find(int n, FloatBuffer inputs, FloatBuffer values, ByteBuffer found) {
    Size after = after();
    int planes = after.planes();
    int below = before.width() * planes;
    int to = 0;
    for (int row = 0; row < n * after.height(); row++) {
      int upper = (row / after.height() * before.height() + SIDE * (row % after.height())) * below;
      for (int column = 0; column < after.width(); column++) {
        int at = upper + SIDE * column * planes;
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
          found.put(to, (byte) (LIVE * isLess(0, value) + SIDE * isLower + isRight));
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
