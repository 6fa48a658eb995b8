package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.ArrayList;
import java.util.Arrays;
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

  /** Images of a tile with 32 registers, which the 20 sums of five rows fit into. */
  private static final int WITH_FIVES = 16;

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
  private final int[] rows;

  /**
   * @param weights rows x terms
   * @param bias one value per row
   * @param columns offsets of the inputs of four columns per group
   * @param results offsets of the results of four columns per group
   * @param rows offset of each row's results from those of its column
   */
  Product(float[] weights, float[] bias, int[] columns, int[] results, int[] rows) {
    this.columns = columns;
    this.results = results;
    this.rows = rows;
    this.heights = heights(bias.length);
    int row = 0;
    for (int height : heights) {
      blocks.add(block(weights, bias, row, height));
      row += height;
    }
  }

  /** Divides rows into blocks of five and three, and of one row where these do not fit. */
  private static int[] heights(int rows) {
    int fives = IMAGES == WITH_FIVES ? rows / 5 : 0;
    while (fives > 0 && (rows - 5 * fives) % 3 != 0) {
      fives--;
    }
    int threes = (rows - 5 * fives) / 3;
    int ones = rows - 5 * fives - 3 * threes;
    int[] heights = new int[fives + threes + ones];
    Arrays.fill(heights, 0, fives, 5);
    Arrays.fill(heights, fives, fives + threes, 3);
    Arrays.fill(heights, fives + threes, heights.length, 1);
    return heights;
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
    int row = 0;
    for (int i = 0; i < heights.length; i++) {
      switch (heights[i]) {
        case 5 -> five(blocks.get(i), terms, in, first, out, at, row, group * COLUMNS);
        case 3 -> three(blocks.get(i), terms, in, first, out, at, row, group * COLUMNS);
        default -> one(blocks.get(i), terms, in, first, out, at, row, group * COLUMNS);
      }
      row += heights[i];
    }
  }

  /** Multiplies five rows. */
  private void five(
      float[] w, Terms terms, float[] in, int first, float[] out, int at, int row, int group) {
    int a = first + columns[group];
    int b = first + columns[group + 1];
    int c = first + columns[group + 2];
    int d = first + columns[group + 3];
    FloatVector a0 = FloatVector.broadcast(SPECIES, w[0]);
    FloatVector b0 = a0;
    FloatVector c0 = a0;
    FloatVector d0 = a0;
    FloatVector a1 = FloatVector.broadcast(SPECIES, w[1]);
    FloatVector b1 = a1;
    FloatVector c1 = a1;
    FloatVector d1 = a1;
    FloatVector a2 = FloatVector.broadcast(SPECIES, w[2]);
    FloatVector b2 = a2;
    FloatVector c2 = a2;
    FloatVector d2 = a2;
    FloatVector a3 = FloatVector.broadcast(SPECIES, w[3]);
    FloatVector b3 = a3;
    FloatVector c3 = a3;
    FloatVector d3 = a3;
    FloatVector a4 = FloatVector.broadcast(SPECIES, w[4]);
    FloatVector b4 = a4;
    FloatVector c4 = a4;
    FloatVector d4 = a4;
    int[] offsets = terms.offsets();
    int[] indices = terms.indices();
    for (int i = 0; i < offsets.length; i++) {
      int x = offsets[i];
      int k = 5 * indices[i] + 5;
      FloatVector w0 = FloatVector.broadcast(SPECIES, w[k]);
      FloatVector w1 = FloatVector.broadcast(SPECIES, w[k + 1]);
      FloatVector w2 = FloatVector.broadcast(SPECIES, w[k + 2]);
      FloatVector w3 = FloatVector.broadcast(SPECIES, w[k + 3]);
      FloatVector w4 = FloatVector.broadcast(SPECIES, w[k + 4]);
      FloatVector value = FloatVector.fromArray(SPECIES, in, a + x);
      a0 = w0.fma(value, a0);
      a1 = w1.fma(value, a1);
      a2 = w2.fma(value, a2);
      a3 = w3.fma(value, a3);
      a4 = w4.fma(value, a4);
      value = FloatVector.fromArray(SPECIES, in, b + x);
      b0 = w0.fma(value, b0);
      b1 = w1.fma(value, b1);
      b2 = w2.fma(value, b2);
      b3 = w3.fma(value, b3);
      b4 = w4.fma(value, b4);
      value = FloatVector.fromArray(SPECIES, in, c + x);
      c0 = w0.fma(value, c0);
      c1 = w1.fma(value, c1);
      c2 = w2.fma(value, c2);
      c3 = w3.fma(value, c3);
      c4 = w4.fma(value, c4);
      value = FloatVector.fromArray(SPECIES, in, d + x);
      d0 = w0.fma(value, d0);
      d1 = w1.fma(value, d1);
      d2 = w2.fma(value, d2);
      d3 = w3.fma(value, d3);
      d4 = w4.fma(value, d4);
    }
    int toA = at + results[group];
    a0.intoArray(out, toA + rows[row]);
    a1.intoArray(out, toA + rows[row + 1]);
    a2.intoArray(out, toA + rows[row + 2]);
    a3.intoArray(out, toA + rows[row + 3]);
    a4.intoArray(out, toA + rows[row + 4]);
    int toB = at + results[group + 1];
    b0.intoArray(out, toB + rows[row]);
    b1.intoArray(out, toB + rows[row + 1]);
    b2.intoArray(out, toB + rows[row + 2]);
    b3.intoArray(out, toB + rows[row + 3]);
    b4.intoArray(out, toB + rows[row + 4]);
    int toC = at + results[group + 2];
    c0.intoArray(out, toC + rows[row]);
    c1.intoArray(out, toC + rows[row + 1]);
    c2.intoArray(out, toC + rows[row + 2]);
    c3.intoArray(out, toC + rows[row + 3]);
    c4.intoArray(out, toC + rows[row + 4]);
    int toD = at + results[group + 3];
    d0.intoArray(out, toD + rows[row]);
    d1.intoArray(out, toD + rows[row + 1]);
    d2.intoArray(out, toD + rows[row + 2]);
    d3.intoArray(out, toD + rows[row + 3]);
    d4.intoArray(out, toD + rows[row + 4]);
  }

  /** Multiplies three rows. */
  private void three(
      float[] w, Terms terms, float[] in, int first, float[] out, int at, int row, int group) {
    int a = first + columns[group];
    int b = first + columns[group + 1];
    int c = first + columns[group + 2];
    int d = first + columns[group + 3];
    FloatVector a0 = FloatVector.broadcast(SPECIES, w[0]);
    FloatVector b0 = a0;
    FloatVector c0 = a0;
    FloatVector d0 = a0;
    FloatVector a1 = FloatVector.broadcast(SPECIES, w[1]);
    FloatVector b1 = a1;
    FloatVector c1 = a1;
    FloatVector d1 = a1;
    FloatVector a2 = FloatVector.broadcast(SPECIES, w[2]);
    FloatVector b2 = a2;
    FloatVector c2 = a2;
    FloatVector d2 = a2;
    int[] offsets = terms.offsets();
    int[] indices = terms.indices();
    for (int i = 0; i < offsets.length; i++) {
      int x = offsets[i];
      int k = 3 * indices[i] + 3;
      FloatVector w0 = FloatVector.broadcast(SPECIES, w[k]);
      FloatVector w1 = FloatVector.broadcast(SPECIES, w[k + 1]);
      FloatVector w2 = FloatVector.broadcast(SPECIES, w[k + 2]);
      FloatVector value = FloatVector.fromArray(SPECIES, in, a + x);
      a0 = w0.fma(value, a0);
      a1 = w1.fma(value, a1);
      a2 = w2.fma(value, a2);
      value = FloatVector.fromArray(SPECIES, in, b + x);
      b0 = w0.fma(value, b0);
      b1 = w1.fma(value, b1);
      b2 = w2.fma(value, b2);
      value = FloatVector.fromArray(SPECIES, in, c + x);
      c0 = w0.fma(value, c0);
      c1 = w1.fma(value, c1);
      c2 = w2.fma(value, c2);
      value = FloatVector.fromArray(SPECIES, in, d + x);
      d0 = w0.fma(value, d0);
      d1 = w1.fma(value, d1);
      d2 = w2.fma(value, d2);
    }
    int toA = at + results[group];
    a0.intoArray(out, toA + rows[row]);
    a1.intoArray(out, toA + rows[row + 1]);
    a2.intoArray(out, toA + rows[row + 2]);
    int toB = at + results[group + 1];
    b0.intoArray(out, toB + rows[row]);
    b1.intoArray(out, toB + rows[row + 1]);
    b2.intoArray(out, toB + rows[row + 2]);
    int toC = at + results[group + 2];
    c0.intoArray(out, toC + rows[row]);
    c1.intoArray(out, toC + rows[row + 1]);
    c2.intoArray(out, toC + rows[row + 2]);
    int toD = at + results[group + 3];
    d0.intoArray(out, toD + rows[row]);
    d1.intoArray(out, toD + rows[row + 1]);
    d2.intoArray(out, toD + rows[row + 2]);
  }

  /** Multiplies one row; even and odd terms have separate sums, which the processor overlaps. */
  private void one(
      float[] w, Terms terms, float[] in, int first, float[] out, int at, int row, int group) {
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
    s0.add(t0).intoArray(out, at + results[group] + rows[row]);
    s1.add(t1).intoArray(out, at + results[group + 1] + rows[row]);
    s2.add(t2).intoArray(out, at + results[group + 2] + rows[row]);
    s3.add(t3).intoArray(out, at + results[group + 3] + rows[row]);
  }
}
