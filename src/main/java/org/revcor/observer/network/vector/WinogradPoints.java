package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Winograd's transformations in one dimension: two results of a filter of five values from six
 * products.
 *
 * <p>Inputs, filters and results are polynomials, which are multiplied at the points 0, ±3/4, ±3/2
 * and infinity. Rounding errors are larger with ±1 and ±2.
 */
final class WinogradPoints {
  /** Number of points. */
  static final int COUNT = 6;

  /** Number of values of a filter. */
  static final int FILTER = 5;

  private static final float A = 0.75f;
  private static final float B = 1.5f;
  private static final float A2 = A * A;
  private static final float B2 = B * B;

  private WinogradPoints() {}

  /** Returns the weights of a filter's values at a point. */
  static double[] filter(int point) {
    double[] points = {0, A, -A, B, -B};
    double[] weights = new double[FILTER];
    if (point == COUNT - 1) {
      weights[FILTER - 1] = 1;
      return weights;
    }
    double product = 1;
    for (int i = 0; i < points.length; i++) {
      product *= i == point ? 1 : points[point] - points[i];
    }
    for (int i = 0; i < FILTER; i++) {
      weights[i] = Math.pow(points[point], i) / product;
    }
    return weights;
  }

  /** Transforms six inputs to the six points. */
  static void input(float[] in, int first, int step, float[] out, int at, int outStep) {
    FloatVector x0 = FloatVector.fromArray(SPECIES, in, first);
    FloatVector x1 = FloatVector.fromArray(SPECIES, in, first + step);
    FloatVector x2 = FloatVector.fromArray(SPECIES, in, first + 2 * step);
    FloatVector x3 = FloatVector.fromArray(SPECIES, in, first + 3 * step);
    FloatVector x4 = FloatVector.fromArray(SPECIES, in, first + 4 * step);
    FloatVector x5 = FloatVector.fromArray(SPECIES, in, first + 5 * step);
    FloatVector minusA2 = FloatVector.broadcast(SPECIES, -A2);
    FloatVector minusB2 = FloatVector.broadcast(SPECIES, -B2);
    FloatVector evenA = x2.fma(minusB2, x4);
    FloatVector oddA = x1.fma(minusB2, x3);
    FloatVector evenB = x2.fma(minusA2, x4);
    FloatVector oddB = x1.fma(minusA2, x3);
    x0.fma(FloatVector.broadcast(SPECIES, A2 * B2), evenA.sub(x2.mul(A2))).intoArray(out, at);
    FloatVector a = FloatVector.broadcast(SPECIES, A);
    oddA.fma(a, evenA).intoArray(out, at + outStep);
    oddA.fma(a.neg(), evenA).intoArray(out, at + 2 * outStep);
    FloatVector b = FloatVector.broadcast(SPECIES, B);
    oddB.fma(b, evenB).intoArray(out, at + 3 * outStep);
    oddB.fma(b.neg(), evenB).intoArray(out, at + 4 * outStep);
    x1.fma(
            FloatVector.broadcast(SPECIES, A2 * B2),
            x3.fma(FloatVector.broadcast(SPECIES, -A2 - B2), x5))
        .intoArray(out, at + 5 * outStep);
  }

  /** Transforms the products at six points to two results. */
  static void output(float[] in, int first, int step, float[] out, int at, int outStep) {
    FloatVector m1 = FloatVector.fromArray(SPECIES, in, first + step);
    FloatVector m2 = FloatVector.fromArray(SPECIES, in, first + 2 * step);
    FloatVector m3 = FloatVector.fromArray(SPECIES, in, first + 3 * step);
    FloatVector m4 = FloatVector.fromArray(SPECIES, in, first + 4 * step);
    FloatVector.fromArray(SPECIES, in, first).add(m1.add(m2)).add(m3.add(m4)).intoArray(out, at);
    FloatVector m5 = FloatVector.fromArray(SPECIES, in, first + 5 * step);
    FloatVector b = m3.sub(m4).fma(FloatVector.broadcast(SPECIES, B), m5);
    m1.sub(m2).fma(FloatVector.broadcast(SPECIES, A), b).intoArray(out, at + outStep);
  }
}
