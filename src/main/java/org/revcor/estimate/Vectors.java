package org.revcor.estimate;

import java.util.List;

/** Arithmetic of vectors of equal length. */
public final class Vectors {
  private Vectors() {}

  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  public static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** Adds b to a, which may be longer. */
  public static void add(double[] a, float[] b) {
    for (int i = 0; i < b.length; i++) {
      a[i] += b[i];
    }
  }

  /** Adds the part of b from an index on that is as long as a; returns the index after it. */
  public static int add(double[] a, float[] b, int from) {
    for (int i = 0; i < a.length; i++) {
      a[i] += b[from + i];
    }
    return from + a.length;
  }

  /** Adds {@code factor · b} to a. */
  public static void add(double[] a, double factor, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] += factor * b[i];
    }
  }

  public static void scale(double[] a, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor;
    }
  }

  static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    add(sum, 1, b);
    return sum;
  }

  static double[] difference(double[] a, double[] b) {
    double[] difference = a.clone();
    add(difference, -1, b);
    return difference;
  }

  /** Returns the component of a vector orthogonal to others, with unit norm. */
  public static double[] orthogonalPart(double[] vector, List<double[]> orthonormal) {
    double[] rest = vector.clone();
    makeOrthogonal(rest, orthonormal);
    scale(rest, 1 / norm(rest));
    return rest;
  }

  /**
   * Removes the components along others from a vector; twice, since rounding leaves a part of them
   * the first time (Giraud et al. 2005).
   *
   * @param orthonormal the others
   */
  public static void makeOrthogonal(double[] vector, List<double[]> orthonormal) {
    for (int pass = 0; pass < 2; pass++) {
      for (double[] other : orthonormal) {
        add(vector, -dot(vector, other), other);
      }
    }
  }

  /** Packed storage of a symmetric matrix: its upper triangle with the diagonal, row by row. */
  public static final class UpperTriangle {
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
}
