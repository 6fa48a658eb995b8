package org.revcor.estimate;

/** Packed storage of a symmetric matrix: its upper triangle with the diagonal, row by row. */
public final class UpperTriangle {
  private UpperTriangle() {}

  /** Returns the packed length of a matrix with {@code size} rows. */
  public static int length(int size) {
    return size * (size + 1) / 2;
  }

  /** Returns the packed index of an entry of either triangle. */
  public static int place(int size, int i, int j) {
    int row = Math.min(i, j);
    return row * size - row * (row - 1) / 2 + Math.max(i, j) - row;
  }
}
