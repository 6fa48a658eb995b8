package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Winograd's transformations in one dimension: two results of a filter of five values, or four of
 * three values, from six products.
 *
 * <p>Inputs, filters and results are polynomials, which are multiplied at the points 0, ±3/4, ±3/2
 * and infinity. Rounding errors are larger with ±1 and ±2.
 *
 * @param filter number of values of a filter, three or five
 */
record WinogradPoints(int filter) {
  /** Number of points. */
  static final int COUNT = 6;

  private static final int THREE = 3;
  private static final int FIVE = 5;

  private static final float A = 0.75f;
  private static final float B = 1.5f;
  private static final float A2 = A * A;
  private static final float B2 = B * B;

  /** The points before infinity. */
  private static final float[] VALUES = {0, A, -A, B, -B};

  /** Products from which all results are 1, by the number of results. */
  private static final double[] TWO_ONES = {1, 0, 0, 0, 0, 1};

  private static final double[] FOUR_ONES = {
    5 / 9.0, 2 / 3.0, -2 / 3.0, 2 / 9.0, 2 / 9.0, 7 / 16.0
  };

  /** Returns whether a filter has points. */
  static boolean existFor(int filter) {
    return filter == THREE || filter == FIVE;
  }

  /** Returns the number of results. */
  int side() {
    return COUNT + 1 - filter;
  }

  /**
   * Returns the matrix outputs x planes by which the values of fields are multiplied at a point of
   * rows and one of columns.
   *
   * @param weights outputs x planes x filter x filter
   * @param point {@link #COUNT} times the point of rows, and the point of columns
   */
  float[] matrix(float[] weights, int outputs, int planes, int point) {
    double[] ofRow = factors(point / COUNT);
    double[] ofColumn = factors(point % COUNT);
    double[] products = new double[filter * filter];
    Arrays.setAll(products, i -> ofRow[i / filter] * ofColumn[i % filter]);
    float[] matrix = new float[outputs * planes];
    for (int i = 0; i < matrix.length; i++) {
      double sum = 0;
      for (int j = 0; j < products.length; j++) {
        sum += weights[i * products.length + j] * products[j];
      }
      matrix[i] = (float) sum;
    }
    return matrix;
  }

  /**
   * Returns the summands of the products at a point that add a bias to all results.
   *
   * @param point as for {@link #matrix}
   */
  float[] bias(float[] bias, int point) {
    double[] ones = filter == FIVE ? TWO_ONES : FOUR_ONES;
    float[] summands = new float[bias.length];
    for (int i = 0; i < summands.length; i++) {
      summands[i] = (float) (bias[i] * ones[point / COUNT] * ones[point % COUNT]);
    }
    return summands;
  }

  /** Returns the weights of a filter's values at a point. */
  private double[] factors(int point) {
    double[] weights = new double[filter];
    if (point == COUNT - 1) {
      weights[filter - 1] = 1;
      return weights;
    }
    double product = 1;
    for (int i = 0; i < VALUES.length; i++) {
      product *= i == point ? 1 : (double) VALUES[point] - VALUES[i];
    }
    for (int i = 0; i < filter; i++) {
      weights[i] = Math.pow(VALUES[point], i) / product;
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

  /**
   * Transforms the products at six points to {@link #side} results.
   *
   * @param length number of consecutive values that are transformed
   */
  void output(float[] in, int first, int step, int length, float[] out, int at, int outStep) {
    if (filter == FIVE) {
      for (int i = 0; i < length; i += IMAGES) {
        two(in, first + i, step, out, at + i, outStep);
      }
    } else {
      for (int i = 0; i < length; i += IMAGES) {
        four(in, first + i, step, out, at + i, outStep);
      }
    }
  }

  private static void two(float[] in, int first, int step, float[] out, int at, int outStep) {
    FloatVector m1 = FloatVector.fromArray(SPECIES, in, first + step);
    FloatVector m2 = FloatVector.fromArray(SPECIES, in, first + 2 * step);
    FloatVector m3 = FloatVector.fromArray(SPECIES, in, first + 3 * step);
    FloatVector m4 = FloatVector.fromArray(SPECIES, in, first + 4 * step);
    FloatVector.fromArray(SPECIES, in, first).add(m1.add(m2)).add(m3.add(m4)).intoArray(out, at);
    FloatVector m5 = FloatVector.fromArray(SPECIES, in, first + 5 * step);
    FloatVector b = m3.sub(m4).fma(FloatVector.broadcast(SPECIES, B), m5);
    m1.sub(m2).fma(FloatVector.broadcast(SPECIES, A), b).intoArray(out, at + outStep);
  }

  private static void four(float[] in, int first, int step, float[] out, int at, int outStep) {
    FloatVector m1 = FloatVector.fromArray(SPECIES, in, first + step);
    FloatVector m2 = FloatVector.fromArray(SPECIES, in, first + 2 * step);
    FloatVector m3 = FloatVector.fromArray(SPECIES, in, first + 3 * step);
    FloatVector m4 = FloatVector.fromArray(SPECIES, in, first + 4 * step);
    FloatVector m5 = FloatVector.fromArray(SPECIES, in, first + 5 * step);
    FloatVector evenA = m1.add(m2);
    FloatVector oddA = m1.sub(m2).mul(A);
    FloatVector evenB = m3.add(m4);
    FloatVector oddB = m3.sub(m4).mul(B);
    FloatVector a2 = FloatVector.broadcast(SPECIES, A2);
    FloatVector b2 = FloatVector.broadcast(SPECIES, B2);
    FloatVector.fromArray(SPECIES, in, first).add(evenA).add(evenB).intoArray(out, at);
    oddA.add(oddB).intoArray(out, at + outStep);
    evenA.fma(a2, evenB.mul(b2)).intoArray(out, at + 2 * outStep);
    oddA.fma(a2, oddB.fma(b2, m5)).intoArray(out, at + 3 * outStep);
  }

  /**
   * Transforms gradients of pairs of results, which a filter of five values has, to those of the
   * products at a point.
   *
   * @param length number of pairs, and distance of the results of a pair
   */
  static void outputTransposed(int point, float[] in, int first, int length, float[] out, int at) {
    FloatVector ofFirst = FloatVector.broadcast(SPECIES, point == COUNT - 1 ? 0 : 1);
    FloatVector ofSecond = FloatVector.broadcast(SPECIES, point == COUNT - 1 ? 1 : VALUES[point]);
    for (int i = 0; i < length; i += IMAGES) {
      FloatVector y0 = FloatVector.fromArray(SPECIES, in, first + i);
      FloatVector y1 = FloatVector.fromArray(SPECIES, in, first + length + i);
      y1.fma(ofSecond, y0.mul(ofFirst)).intoArray(out, at + i);
    }
  }

  /**
   * Transforms the gradients of the six points of consecutive fields, which overlap by four inputs
   * with a filter of five values, to gradients of inputs, and adds these to what the first four
   * inputs have.
   *
   * @param fieldStep distance of the fields
   */
  static void addInputTransposed(
      float[] in,
      int first,
      int step,
      int fields,
      int fieldStep,
      float[] out,
      int at,
      int outStep) {
    FloatVector x0 = FloatVector.fromArray(SPECIES, out, at);
    FloatVector x1 = FloatVector.fromArray(SPECIES, out, at + outStep);
    FloatVector x2 = FloatVector.fromArray(SPECIES, out, at + 2 * outStep);
    FloatVector x3 = FloatVector.fromArray(SPECIES, out, at + 3 * outStep);
    FloatVector product = FloatVector.broadcast(SPECIES, A2 * B2);
    FloatVector sum = FloatVector.broadcast(SPECIES, -A2 - B2);
    FloatVector minusA2 = FloatVector.broadcast(SPECIES, -A2);
    FloatVector minusB2 = FloatVector.broadcast(SPECIES, -B2);
    int to = at;
    for (int field = 0; field < fields; field++) {
      int from = first + field * fieldStep;
      FloatVector p0 = FloatVector.fromArray(SPECIES, in, from);
      FloatVector p1 = FloatVector.fromArray(SPECIES, in, from + step);
      FloatVector p2 = FloatVector.fromArray(SPECIES, in, from + 2 * step);
      FloatVector p3 = FloatVector.fromArray(SPECIES, in, from + 3 * step);
      FloatVector p4 = FloatVector.fromArray(SPECIES, in, from + 4 * step);
      FloatVector p5 = FloatVector.fromArray(SPECIES, in, from + 5 * step);
      FloatVector evenA = p1.add(p2);
      FloatVector oddA = p1.sub(p2).mul(A);
      FloatVector evenB = p3.add(p4);
      FloatVector oddB = p3.sub(p4).mul(B);
      p0.fma(product, x0).intoArray(out, to);
      oddA.fma(minusB2, oddB.fma(minusA2, p5.fma(product, x1))).intoArray(out, to + outStep);
      x0 = evenA.fma(minusB2, evenB.fma(minusA2, p0.fma(sum, x2)));
      x1 = p5.fma(sum, oddA.add(oddB)).add(x3);
      x2 = evenA.add(evenB).add(p0);
      x3 = p5;
      to += 2 * outStep;
    }
    x0.intoArray(out, to);
    x1.intoArray(out, to + outStep);
    x2.intoArray(out, to + 2 * outStep);
    x3.intoArray(out, to + 3 * outStep);
  }
}
