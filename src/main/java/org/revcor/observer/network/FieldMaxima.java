package org.revcor.observer.network;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Combined 2 x 2 max pooling and ReLU for gradients: the maximum of each field, or zero if it is
 * negative, and its position. Incomplete rows and columns are dropped.
 *
 * <p>Values are in H,W,C order.
 *
 * @param before size of the input
 */
record FieldMaxima(Size before) {
  /** Rows and columns of a field. */
  static final int SIDE = 2;

  /** Number of positions in a field, row by row: 0 to 3. */
  static final int POSITIONS = SIDE * SIDE;

  /** Added to the position of a positive maximum. */
  static final int POSITIVE = POSITIONS;

  /** Returns the size of the output. */
  Size after() {
    return new Size(before.planes(), before.height() / SIDE, before.width() / SIDE);
  }

  /**
   * Finds the maxima. Positions are unpredictable, so the code has no branches. Among equal values,
   * the left column and then the upper row has priority, as in {@link Pooling}.
   *
   * @param n number of stimuli
   * @param inputs n times {@link #before}
   * @param values receives the maxima or zeros, n times {@link #after}
   * @param found receives the positions of the maxima, plus {@link #POSITIVE} for positive ones
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
          found.put(to, (byte) (POSITIVE * isLess(0, value) + SIDE * isLower + isRight));
          to++;
          at++;
        }
      }
    }
  }

  /** Returns 1 if {@code value} is less than {@code than}, else 0. */
  private static int isLess(float value, float than) {
    return Float.floatToRawIntBits(value - than) >>> (Integer.SIZE - 1);
  }
}
