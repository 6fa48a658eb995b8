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
  static void input(float[] values, int in, int step, int out, int outStep) {
    FloatVector x0 = FloatVector.fromArray(SPECIES, values, in);
    FloatVector x1 = FloatVector.fromArray(SPECIES, values, in + step);
    FloatVector x2 = FloatVector.fromArray(SPECIES, values, in + 2 * step);
    FloatVector x3 = FloatVector.fromArray(SPECIES, values, in + 3 * step);
    FloatVector x4 = FloatVector.fromArray(SPECIES, values, in + 4 * step);
    FloatVector x5 = FloatVector.fromArray(SPECIES, values, in + 5 * step);
    FloatVector minusA2 = FloatVector.broadcast(SPECIES, -A2);
    FloatVector minusB2 = FloatVector.broadcast(SPECIES, -B2);
    FloatVector evenA = x2.fma(minusB2, x4);
    FloatVector oddA = x1.fma(minusB2, x3);
    FloatVector evenB = x2.fma(minusA2, x4);
    FloatVector oddB = x1.fma(minusA2, x3);
    x0.fma(FloatVector.broadcast(SPECIES, A2 * B2), evenA.sub(x2.mul(A2))).intoArray(values, out);
    FloatVector a = FloatVector.broadcast(SPECIES, A);
    oddA.fma(a, evenA).intoArray(values, out + outStep);
    oddA.fma(a.neg(), evenA).intoArray(values, out + 2 * outStep);
    FloatVector b = FloatVector.broadcast(SPECIES, B);
    oddB.fma(b, evenB).intoArray(values, out + 3 * outStep);
    oddB.fma(b.neg(), evenB).intoArray(values, out + 4 * outStep);
    x1.fma(
            FloatVector.broadcast(SPECIES, A2 * B2),
            x3.fma(FloatVector.broadcast(SPECIES, -A2 - B2), x5))
        .intoArray(values, out + 5 * outStep);
  }

  /**
   * Transforms the products at six points to {@link #side} results.
   *
   * @param length number of consecutive values that are transformed
   */
  void output(float[] values, int in, int step, int length, int out, int outStep) {
    if (filter == FIVE) {
      for (int i = 0; i < length; i += IMAGES) {
        two(values, in + i, step, out + i, outStep);
      }
    } else {
      for (int i = 0; i < length; i += IMAGES) {
        four(values, in + i, step, out + i, outStep);
      }
    }
  }

  private static void two(float[] values, int in, int step, int out, int outStep) {
    FloatVector m1 = FloatVector.fromArray(SPECIES, values, in + step);
    FloatVector m2 = FloatVector.fromArray(SPECIES, values, in + 2 * step);
    FloatVector m3 = FloatVector.fromArray(SPECIES, values, in + 3 * step);
    FloatVector m4 = FloatVector.fromArray(SPECIES, values, in + 4 * step);
    FloatVector.fromArray(SPECIES, values, in)
        .add(m1.add(m2))
        .add(m3.add(m4))
        .intoArray(values, out);
    FloatVector m5 = FloatVector.fromArray(SPECIES, values, in + 5 * step);
    FloatVector b = m3.sub(m4).fma(FloatVector.broadcast(SPECIES, B), m5);
    m1.sub(m2).fma(FloatVector.broadcast(SPECIES, A), b).intoArray(values, out + outStep);
  }

  private static void four(float[] values, int in, int step, int out, int outStep) {
    FloatVector m1 = FloatVector.fromArray(SPECIES, values, in + step);
    FloatVector m2 = FloatVector.fromArray(SPECIES, values, in + 2 * step);
    FloatVector m3 = FloatVector.fromArray(SPECIES, values, in + 3 * step);
    FloatVector m4 = FloatVector.fromArray(SPECIES, values, in + 4 * step);
    FloatVector m5 = FloatVector.fromArray(SPECIES, values, in + 5 * step);
    FloatVector evenA = m1.add(m2);
    FloatVector oddA = m1.sub(m2).mul(A);
    FloatVector evenB = m3.add(m4);
    FloatVector oddB = m3.sub(m4).mul(B);
    FloatVector a2 = FloatVector.broadcast(SPECIES, A2);
    FloatVector b2 = FloatVector.broadcast(SPECIES, B2);
    FloatVector.fromArray(SPECIES, values, in).add(evenA).add(evenB).intoArray(values, out);
    oddA.add(oddB).intoArray(values, out + outStep);
    evenA.fma(a2, evenB.mul(b2)).intoArray(values, out + 2 * outStep);
    oddA.fma(a2, oddB.fma(b2, m5)).intoArray(values, out + 3 * outStep);
  }

  /**
   * Transforms gradients of pairs of results, which a filter of five values has, to those of the
   * products at a point.
   *
   * @param length number of pairs, and distance of the results of a pair
   */
  static void outputTransposed(int point, float[] values, int in, int length, int out) {
    FloatVector ofFirst = FloatVector.broadcast(SPECIES, point == COUNT - 1 ? 0 : 1);
    FloatVector ofSecond = FloatVector.broadcast(SPECIES, point == COUNT - 1 ? 1 : VALUES[point]);
    for (int i = 0; i < length; i += IMAGES) {
      FloatVector y0 = FloatVector.fromArray(SPECIES, values, in + i);
      FloatVector y1 = FloatVector.fromArray(SPECIES, values, in + length + i);
      y1.fma(ofSecond, y0.mul(ofFirst)).intoArray(values, out + i);
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
      float[] values, int in, int step, int fields, int fieldStep, int out, int outStep) {
    FloatVector x0 = FloatVector.fromArray(SPECIES, values, out);
    FloatVector x1 = FloatVector.fromArray(SPECIES, values, out + outStep);
    FloatVector x2 = FloatVector.fromArray(SPECIES, values, out + 2 * outStep);
    FloatVector x3 = FloatVector.fromArray(SPECIES, values, out + 3 * outStep);
    FloatVector product = FloatVector.broadcast(SPECIES, A2 * B2);
    FloatVector sum = FloatVector.broadcast(SPECIES, -A2 - B2);
    FloatVector minusA2 = FloatVector.broadcast(SPECIES, -A2);
    FloatVector minusB2 = FloatVector.broadcast(SPECIES, -B2);
    int to = out;
    for (int field = 0; field < fields; field++) {
      int from = in + field * fieldStep;
      FloatVector p0 = FloatVector.fromArray(SPECIES, values, from);
      FloatVector p1 = FloatVector.fromArray(SPECIES, values, from + step);
      FloatVector p2 = FloatVector.fromArray(SPECIES, values, from + 2 * step);
      FloatVector p3 = FloatVector.fromArray(SPECIES, values, from + 3 * step);
      FloatVector p4 = FloatVector.fromArray(SPECIES, values, from + 4 * step);
      FloatVector p5 = FloatVector.fromArray(SPECIES, values, from + 5 * step);
      FloatVector evenA = p1.add(p2);
      FloatVector oddA = p1.sub(p2).mul(A);
      FloatVector evenB = p3.add(p4);
      FloatVector oddB = p3.sub(p4).mul(B);
      p0.fma(product, x0).intoArray(values, to);
      oddA.fma(minusB2, oddB.fma(minusA2, p5.fma(product, x1))).intoArray(values, to + outStep);
      x0 = evenA.fma(minusB2, evenB.fma(minusA2, p0.fma(sum, x2)));
      x1 = p5.fma(sum, oddA.add(oddB)).add(x3);
      x2 = evenA.add(evenB).add(p0);
      x3 = p5;
      to += 2 * outStep;
    }
    x0.intoArray(values, to);
    x1.intoArray(values, to + outStep);
    x2.intoArray(values, to + 2 * outStep);
    x3.intoArray(values, to + 3 * outStep);
  }
}
