package org.revcor.estimate;

/** How a symmetric matrix is kept: its upper triangle with the diagonal, row after row. */
public final class UpperTriangle {
  private UpperTriangle() {}

  /** Numbers of the triangle of a matrix of so many rows. */
  public static int length(int size) {
    return size * (size + 1) / 2;
  }

  /** Place of an entry, whichever of the two triangles it is of. */
  public static int place(int size, int i, int j) {
    int row = Math.min(i, j);
    return row * size - row * (row - 1) / 2 + Math.max(i, j) - row;
  }
}
