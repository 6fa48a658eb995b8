package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * The product of a matrix with four columns at a time, whose values are vectors of images.
 *
 * <p>A block of rows times four columns is accumulated in registers. The methods of the blocks are
 * small on purpose: the compiler allocates vectors on the heap in methods beyond its limits.
 */
final class Product {
  private static final int COLUMNS = 4;

  /** Rows of the largest block: 20 sums fit into 32 registers, 8 into 16. */
  private static final int MAX_ROWS = Tile.IMAGES == 16 ? 5 : 2;

  /**
   * Terms of a product.
   *
   * @param indices indices of columns of the matrix
   * @param offsets offset of each term's value from the column
   */
  record Terms(int[] indices, int[] offsets) {}

  /** By block: the biases of its rows, then for each term the weights of its rows. */
  private final List<float[]> blocks = new ArrayList<>();

  private final int[] heights;
  private final int[] columns;
  private final int[] results;
  private final int stride;

  /**
   * @param weights rows x terms
   * @param bias one value per row
   * @param columns offsets of the inputs of four columns per group
   * @param results offsets of the results of four columns per group
   * @param stride offset of a row's results from those of the row before
   */
  Product(float[] weights, float[] bias, int[] columns, int[] results, int stride) {
    this.columns = columns;
    this.results = results;
    this.stride = stride;
    this.heights = heights(bias.length);
    int row = 0;
    for (int height : heights) {
      blocks.add(block(weights, bias, row, height));
      row += height;
    }
  }

  /** Divides rows into blocks of five and four, with smaller ones only if that is impossible. */
  static int[] heights(int rows) {
    List<Integer> heights = new ArrayList<>();
    int left = rows;
    while (left > 0) {
      int height =
          MAX_ROWS == 5 && left >= 4 && left % 5 != 0 && left != 6 && left != 7 && left != 11
              ? 4
              : Math.min(left, MAX_ROWS);
      height = height == 3 ? 2 : height;
      heights.add(height);
      left -= height;
    }
    return heights.stream().mapToInt(Integer::intValue).toArray();
  }

  private static float[] block(float[] weights, float[] bias, int first, int height) {
    int terms = weights.length / bias.length;
    float[] block = new float[(terms + 1) * height];
    for (int i = 0; i < height; i++) {
      block[i] = bias[first + i];
      for (int term = 0; term < terms; term++) {
        block[(term + 1) * height + i] = weights[(first + i) * terms + term];
      }
    }
    return block;
  }

  /** Computes all rows of the columns of a group. */
  void run(int group, Terms terms, float[] in, int first, float[] out, int at) {
    int row = at;
    for (int i = 0; i < heights.length; i++) {
      switch (heights[i]) {
        case 5 -> five(blocks.get(i), terms, in, first, out, row, group * COLUMNS);
        case 4 -> four(blocks.get(i), terms, in, first, out, row, group * COLUMNS);
        case 2 -> two(blocks.get(i), terms, in, first, out, row, group * COLUMNS);
        default -> one(blocks.get(i), terms, in, first, out, row, group * COLUMNS);
      }
      row += heights[i] * stride;
    }
  }

  /** Multiplies five rows. */
  private void five(float[] w, Terms terms, float[] in, int first, float[] out, int at, int group) {
    int[] from = columns;
    int a = first + from[group];
    int b = first + from[group + 1];
    int c = first + from[group + 2];
    int d = first + from[group + 3];
    FloatVector s00 = FloatVector.broadcast(SPECIES, w[0]);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = FloatVector.broadcast(SPECIES, w[1]);
    FloatVector s11 = s10;
    FloatVector s12 = s10;
    FloatVector s13 = s10;
    FloatVector s20 = FloatVector.broadcast(SPECIES, w[2]);
    FloatVector s21 = s20;
    FloatVector s22 = s20;
    FloatVector s23 = s20;
    FloatVector s30 = FloatVector.broadcast(SPECIES, w[3]);
    FloatVector s31 = s30;
    FloatVector s32 = s30;
    FloatVector s33 = s30;
    FloatVector s40 = FloatVector.broadcast(SPECIES, w[4]);
    FloatVector s41 = s40;
    FloatVector s42 = s40;
    FloatVector s43 = s40;
    int[] offsets = terms.offsets();
    int[] indices = terms.indices();
    for (int i = 0; i < offsets.length; i++) {
      int x = offsets[i];
      int k = 5 * indices[i] + 5;
      FloatVector ax = FloatVector.fromArray(SPECIES, in, a + x);
      FloatVector bx = FloatVector.fromArray(SPECIES, in, b + x);
      FloatVector cx = FloatVector.fromArray(SPECIES, in, c + x);
      FloatVector dx = FloatVector.fromArray(SPECIES, in, d + x);
      FloatVector w0 = FloatVector.broadcast(SPECIES, w[k]);
      s00 = w0.fma(ax, s00);
      s01 = w0.fma(bx, s01);
      s02 = w0.fma(cx, s02);
      s03 = w0.fma(dx, s03);
      FloatVector w1 = FloatVector.broadcast(SPECIES, w[k + 1]);
      s10 = w1.fma(ax, s10);
      s11 = w1.fma(bx, s11);
      s12 = w1.fma(cx, s12);
      s13 = w1.fma(dx, s13);
      FloatVector w2 = FloatVector.broadcast(SPECIES, w[k + 2]);
      s20 = w2.fma(ax, s20);
      s21 = w2.fma(bx, s21);
      s22 = w2.fma(cx, s22);
      s23 = w2.fma(dx, s23);
      FloatVector w3 = FloatVector.broadcast(SPECIES, w[k + 3]);
      s30 = w3.fma(ax, s30);
      s31 = w3.fma(bx, s31);
      s32 = w3.fma(cx, s32);
      s33 = w3.fma(dx, s33);
      FloatVector w4 = FloatVector.broadcast(SPECIES, w[k + 4]);
      s40 = w4.fma(ax, s40);
      s41 = w4.fma(bx, s41);
      s42 = w4.fma(cx, s42);
      s43 = w4.fma(dx, s43);
    }
    int to0 = at + results[group + 0];
    s00.intoArray(out, to0);
    s10.intoArray(out, to0 + stride);
    s20.intoArray(out, to0 + 2 * stride);
    s30.intoArray(out, to0 + 3 * stride);
    s40.intoArray(out, to0 + 4 * stride);
    int to1 = at + results[group + 1];
    s01.intoArray(out, to1);
    s11.intoArray(out, to1 + stride);
    s21.intoArray(out, to1 + 2 * stride);
    s31.intoArray(out, to1 + 3 * stride);
    s41.intoArray(out, to1 + 4 * stride);
    int to2 = at + results[group + 2];
    s02.intoArray(out, to2);
    s12.intoArray(out, to2 + stride);
    s22.intoArray(out, to2 + 2 * stride);
    s32.intoArray(out, to2 + 3 * stride);
    s42.intoArray(out, to2 + 4 * stride);
    int to3 = at + results[group + 3];
    s03.intoArray(out, to3);
    s13.intoArray(out, to3 + stride);
    s23.intoArray(out, to3 + 2 * stride);
    s33.intoArray(out, to3 + 3 * stride);
    s43.intoArray(out, to3 + 4 * stride);
  }

  /** Multiplies four rows. */
  private void four(float[] w, Terms terms, float[] in, int first, float[] out, int at, int group) {
    int[] from = columns;
    int a = first + from[group];
    int b = first + from[group + 1];
    int c = first + from[group + 2];
    int d = first + from[group + 3];
    FloatVector s00 = FloatVector.broadcast(SPECIES, w[0]);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = FloatVector.broadcast(SPECIES, w[1]);
    FloatVector s11 = s10;
    FloatVector s12 = s10;
    FloatVector s13 = s10;
    FloatVector s20 = FloatVector.broadcast(SPECIES, w[2]);
    FloatVector s21 = s20;
    FloatVector s22 = s20;
    FloatVector s23 = s20;
    FloatVector s30 = FloatVector.broadcast(SPECIES, w[3]);
    FloatVector s31 = s30;
    FloatVector s32 = s30;
    FloatVector s33 = s30;
    int[] offsets = terms.offsets();
    int[] indices = terms.indices();
    for (int i = 0; i < offsets.length; i++) {
      int x = offsets[i];
      int k = 4 * indices[i] + 4;
      FloatVector ax = FloatVector.fromArray(SPECIES, in, a + x);
      FloatVector bx = FloatVector.fromArray(SPECIES, in, b + x);
      FloatVector cx = FloatVector.fromArray(SPECIES, in, c + x);
      FloatVector dx = FloatVector.fromArray(SPECIES, in, d + x);
      FloatVector w0 = FloatVector.broadcast(SPECIES, w[k]);
      s00 = w0.fma(ax, s00);
      s01 = w0.fma(bx, s01);
      s02 = w0.fma(cx, s02);
      s03 = w0.fma(dx, s03);
      FloatVector w1 = FloatVector.broadcast(SPECIES, w[k + 1]);
      s10 = w1.fma(ax, s10);
      s11 = w1.fma(bx, s11);
      s12 = w1.fma(cx, s12);
      s13 = w1.fma(dx, s13);
      FloatVector w2 = FloatVector.broadcast(SPECIES, w[k + 2]);
      s20 = w2.fma(ax, s20);
      s21 = w2.fma(bx, s21);
      s22 = w2.fma(cx, s22);
      s23 = w2.fma(dx, s23);
      FloatVector w3 = FloatVector.broadcast(SPECIES, w[k + 3]);
      s30 = w3.fma(ax, s30);
      s31 = w3.fma(bx, s31);
      s32 = w3.fma(cx, s32);
      s33 = w3.fma(dx, s33);
    }
    int to0 = at + results[group + 0];
    s00.intoArray(out, to0);
    s10.intoArray(out, to0 + stride);
    s20.intoArray(out, to0 + 2 * stride);
    s30.intoArray(out, to0 + 3 * stride);
    int to1 = at + results[group + 1];
    s01.intoArray(out, to1);
    s11.intoArray(out, to1 + stride);
    s21.intoArray(out, to1 + 2 * stride);
    s31.intoArray(out, to1 + 3 * stride);
    int to2 = at + results[group + 2];
    s02.intoArray(out, to2);
    s12.intoArray(out, to2 + stride);
    s22.intoArray(out, to2 + 2 * stride);
    s32.intoArray(out, to2 + 3 * stride);
    int to3 = at + results[group + 3];
    s03.intoArray(out, to3);
    s13.intoArray(out, to3 + stride);
    s23.intoArray(out, to3 + 2 * stride);
    s33.intoArray(out, to3 + 3 * stride);
  }

  /** Multiplies two rows. */
  private void two(float[] w, Terms terms, float[] in, int first, float[] out, int at, int group) {
    int[] from = columns;
    int a = first + from[group];
    int b = first + from[group + 1];
    int c = first + from[group + 2];
    int d = first + from[group + 3];
    FloatVector s00 = FloatVector.broadcast(SPECIES, w[0]);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = FloatVector.broadcast(SPECIES, w[1]);
    FloatVector s11 = s10;
    FloatVector s12 = s10;
    FloatVector s13 = s10;
    int[] offsets = terms.offsets();
    int[] indices = terms.indices();
    for (int i = 0; i < offsets.length; i++) {
      int x = offsets[i];
      int k = 2 * indices[i] + 2;
      FloatVector ax = FloatVector.fromArray(SPECIES, in, a + x);
      FloatVector bx = FloatVector.fromArray(SPECIES, in, b + x);
      FloatVector cx = FloatVector.fromArray(SPECIES, in, c + x);
      FloatVector dx = FloatVector.fromArray(SPECIES, in, d + x);
      FloatVector w0 = FloatVector.broadcast(SPECIES, w[k]);
      s00 = w0.fma(ax, s00);
      s01 = w0.fma(bx, s01);
      s02 = w0.fma(cx, s02);
      s03 = w0.fma(dx, s03);
      FloatVector w1 = FloatVector.broadcast(SPECIES, w[k + 1]);
      s10 = w1.fma(ax, s10);
      s11 = w1.fma(bx, s11);
      s12 = w1.fma(cx, s12);
      s13 = w1.fma(dx, s13);
    }
    int to0 = at + results[group + 0];
    s00.intoArray(out, to0);
    s10.intoArray(out, to0 + stride);
    int to1 = at + results[group + 1];
    s01.intoArray(out, to1);
    s11.intoArray(out, to1 + stride);
    int to2 = at + results[group + 2];
    s02.intoArray(out, to2);
    s12.intoArray(out, to2 + stride);
    int to3 = at + results[group + 3];
    s03.intoArray(out, to3);
    s13.intoArray(out, to3 + stride);
  }

  /** Multiplies one row; even and odd terms have separate sums, which the processor overlaps. */
  private void one(float[] w, Terms terms, float[] in, int first, float[] out, int at, int group) {
    int[] from = columns;
    int a = first + from[group];
    int b = first + from[group + 1];
    int c = first + from[group + 2];
    int d = first + from[group + 3];
    FloatVector s0 = FloatVector.broadcast(SPECIES, w[0]);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector t0 = FloatVector.zero(SPECIES);
    FloatVector t1 = t0;
    FloatVector t2 = t0;
    FloatVector t3 = t0;
    int[] offsets = terms.offsets();
    int[] indices = terms.indices();
    int i = 0;
    for (; i + 1 < offsets.length; i += 2) {
      int x = offsets[i];
      FloatVector even = FloatVector.broadcast(SPECIES, w[indices[i] + 1]);
      s0 = even.fma(FloatVector.fromArray(SPECIES, in, a + x), s0);
      s1 = even.fma(FloatVector.fromArray(SPECIES, in, b + x), s1);
      s2 = even.fma(FloatVector.fromArray(SPECIES, in, c + x), s2);
      s3 = even.fma(FloatVector.fromArray(SPECIES, in, d + x), s3);
      int y = offsets[i + 1];
      FloatVector odd = FloatVector.broadcast(SPECIES, w[indices[i + 1] + 1]);
      t0 = odd.fma(FloatVector.fromArray(SPECIES, in, a + y), t0);
      t1 = odd.fma(FloatVector.fromArray(SPECIES, in, b + y), t1);
      t2 = odd.fma(FloatVector.fromArray(SPECIES, in, c + y), t2);
      t3 = odd.fma(FloatVector.fromArray(SPECIES, in, d + y), t3);
    }
    if (i < offsets.length) {
      int x = offsets[i];
      FloatVector last = FloatVector.broadcast(SPECIES, w[indices[i] + 1]);
      s0 = last.fma(FloatVector.fromArray(SPECIES, in, a + x), s0);
      s1 = last.fma(FloatVector.fromArray(SPECIES, in, b + x), s1);
      s2 = last.fma(FloatVector.fromArray(SPECIES, in, c + x), s2);
      s3 = last.fma(FloatVector.fromArray(SPECIES, in, d + x), s3);
    }
    s0.add(t0).intoArray(out, at + results[group]);
    s1.add(t1).intoArray(out, at + results[group + 1]);
    s2.add(t2).intoArray(out, at + results[group + 2]);
    s3.add(t3).intoArray(out, at + results[group + 3]);
  }
}
