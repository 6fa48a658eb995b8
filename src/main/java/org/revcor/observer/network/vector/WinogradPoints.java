package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/**
 * Winograd's transformations in one dimension: four results of a filter of three values from six
 * products, or of five values from eight.
 *
 * <p>Inputs, filters and results are polynomials, which are multiplied at zero, at some pairs of
 * opposite points and at infinity. The pairs are those with small rounding errors.
 */
enum WinogradPoints {
  /** Pairs 3/4 and 3/2. */
  OF_THREE(3, 0.75, 1.5),

  /** Pairs 1/2, 1 and 2. */
  OF_FIVE(5, 0.5, 1, 2);

  static final int RESULTS = 4;

  /** The positive points of {@link #OF_THREE}; those of {@link #OF_FIVE} are in its methods. */
  private static final float A = 3 / 4f;

  private static final float B = 3 / 2f;
  private static final float A2 = A * A;
  private static final float B2 = B * B;

  private final int filter;

  /** The points before infinity: zero, then the pairs, positive points first. */
  private final double[] finite;

  WinogradPoints(int filter, double... pairs) {
    this.filter = filter;
    finite =
        DoubleStream.concat(
                DoubleStream.of(0),
                DoubleStream.of(pairs).flatMap(point -> DoubleStream.of(point, -point)))
            .toArray();
  }

  static Optional<WinogradPoints> of(int filter) {
    return Stream.of(values()).filter(points -> points.filter == filter).findFirst();
  }

  int count() {
    return finite.length + 1;
  }

  /**
   * Returns the matrix outputs x planes by which the values of fields are multiplied at a point of
   * rows and one of columns.
   *
   * @param weights outputs x planes x filter x filter
   * @param point {@link #count} times the point of rows, and the point of columns
   */
  float[] matrix(float[] weights, int outputs, int planes, int point) {
    double[] ofRow = factors(point / count());
    double[] ofColumn = factors(point % count());
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

  private double[] factors(int point) {
    double[] weights = new double[filter];
    if (point == finite.length) {
      weights[filter - 1] = 1;
      return weights;
    }
    double product = differences(point, finite[point]);
    Arrays.setAll(weights, i -> Math.pow(finite[point], i) / product);
    return weights;
  }

  /** Returns the product of the differences between a value and the finite points except one. */
  private double differences(int without, double value) {
    double product = 1;
    for (int i = 0; i < finite.length; i++) {
      product *= i == without ? 1 : value - finite[i];
    }
    return product;
  }

  /**
   * Returns the summands of the products at a point that add a bias to all results.
   *
   * @param point as for {@link #matrix}
   */
  float[] bias(float[] bias, int point) {
    double product = one(point / count()) * one(point % count());
    float[] summands = new float[bias.length];
    for (int i = 0; i < summands.length; i++) {
      summands[i] = (float) (bias[i] * product);
    }
    return summands;
  }

  /** Returns the value at a point that, with those at the others, makes all results 1. */
  private double one(int point) {
    return point == finite.length ? 0 : differences(point, 1) / differences(point, finite[point]);
  }

  /** Transforms as many inputs as points. */
  void input(float[] values, int in, int step, int length, int out, int outStep) {
    for (int i = 0; i < length; i += IMAGES) {
      if (this == OF_THREE) {
        six(values, in + i, step, out + i, outStep);
      } else {
        eight(values, in + i, step, out + i, outStep);
      }
    }
  }

  private static void six(float[] values, int in, int step, int out, int outStep) {
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

  private static void eight(float[] values, int in, int step, int out, int outStep) {
    FloatVector x1 = FloatVector.fromArray(SPECIES, values, in + step);
    FloatVector x2 = FloatVector.fromArray(SPECIES, values, in + 2 * step);
    FloatVector x3 = FloatVector.fromArray(SPECIES, values, in + 3 * step);
    FloatVector x4 = FloatVector.fromArray(SPECIES, values, in + 4 * step);
    FloatVector x5 = FloatVector.fromArray(SPECIES, values, in + 5 * step);
    FloatVector x6 = FloatVector.fromArray(SPECIES, values, in + 6 * step);
    FloatVector all = FloatVector.broadcast(SPECIES, 21 / 4f);
    x2.sub(x4).fma(all, x6.sub(FloatVector.fromArray(SPECIES, values, in))).intoArray(values, out);
    x3.sub(x5)
        .fma(all, FloatVector.fromArray(SPECIES, values, in + 7 * step).sub(x1))
        .intoArray(values, out + 7 * outStep);
    FloatVector minus = FloatVector.broadcast(SPECIES, -5);
    FloatVector product = FloatVector.broadcast(SPECIES, 4);
    FloatVector even = x2.fma(product, x4.fma(minus, x6));
    FloatVector odd = x1.fma(product, x3.fma(minus, x5));
    FloatVector point = FloatVector.broadcast(SPECIES, 0.5f);
    odd.fma(point, even).intoArray(values, out + outStep);
    odd.fma(point.neg(), even).intoArray(values, out + 2 * outStep);
    minus = FloatVector.broadcast(SPECIES, -17 / 4f);
    even = x4.fma(minus, x6).add(x2);
    odd = x3.fma(minus, x5).add(x1);
    even.add(odd).intoArray(values, out + 3 * outStep);
    even.sub(odd).intoArray(values, out + 4 * outStep);
    minus = FloatVector.broadcast(SPECIES, -5 / 4f);
    product = FloatVector.broadcast(SPECIES, 0.25f);
    even = x2.fma(product, x4.fma(minus, x6));
    odd = x1.fma(product, x3.fma(minus, x5));
    point = FloatVector.broadcast(SPECIES, 2);
    odd.fma(point, even).intoArray(values, out + 5 * outStep);
    odd.fma(point.neg(), even).intoArray(values, out + 6 * outStep);
  }

  /** Transforms the products at all points to {@link #RESULTS} results. */
  void output(float[] values, int in, int step, int length, int out, int outStep) {
    for (int i = 0; i < length; i += IMAGES) {
      if (this == OF_THREE) {
        ofSix(values, in + i, step, out + i, outStep);
      } else {
        ofEight(values, in + i, step, out + i, outStep);
      }
    }
  }

  private static void ofSix(float[] values, int in, int step, int out, int outStep) {
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

  private static void ofEight(float[] values, int in, int step, int out, int outStep) {
    FloatVector m1 = FloatVector.fromArray(SPECIES, values, in + step);
    FloatVector m2 = FloatVector.fromArray(SPECIES, values, in + 2 * step);
    FloatVector m3 = FloatVector.fromArray(SPECIES, values, in + 3 * step);
    FloatVector m4 = FloatVector.fromArray(SPECIES, values, in + 4 * step);
    FloatVector m5 = FloatVector.fromArray(SPECIES, values, in + 5 * step);
    FloatVector m6 = FloatVector.fromArray(SPECIES, values, in + 6 * step);
    FloatVector m7 = FloatVector.fromArray(SPECIES, values, in + 7 * step);
    FloatVector even1 = m3.add(m4);
    FloatVector odd1 = m3.sub(m4);
    FloatVector even2 = m5.add(m6);
    FloatVector odd2 = m5.sub(m6).mul(2);
    FloatVector even = m1.add(m2);
    FloatVector odd = m1.sub(m2).mul(0.5f);
    FloatVector four = FloatVector.broadcast(SPECIES, 4);
    FloatVector quarter = FloatVector.broadcast(SPECIES, 0.25f);
    FloatVector.fromArray(SPECIES, values, in)
        .add(even)
        .add(even1.add(even2))
        .intoArray(values, out);
    odd.add(odd1).add(odd2).intoArray(values, out + outStep);
    even.fma(quarter, even2.fma(four, even1)).intoArray(values, out + 2 * outStep);
    odd.fma(quarter, odd2.fma(four, odd1.add(m7))).intoArray(values, out + 3 * outStep);
  }
}
