package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;

/**
 * The product of a matrix with four columns at a time, whose values are vectors of images.
 *
 * <p>A block of rows times four columns is accumulated in registers. The methods of the blocks are
 * small on purpose: the compiler allocates vectors on the heap in methods beyond its limits.
 */
final class Product {
  /** Number of columns at a time. */
  static final int COLUMNS = 4;

  /**
   * Terms of a product, in runs of consecutive columns of the matrix whose values are consecutive.
   *
   * @param columns first column of each run
   * @param offsets offset of each run's first value
   * @param lengths number of terms of each run
   */
  record Terms(int[] columns, int[] offsets, int[] lengths) {
    /**
     * @param columns columns of the matrix
     * @param offsets offset of each column's value
     */
    static Terms of(int[] columns, int[] offsets) {
      int[] starts =
          IntStream.range(0, columns.length)
              .filter(
                  i ->
                      i == 0
                          || columns[i] != columns[i - 1] + 1
                          || offsets[i] != offsets[i - 1] + IMAGES)
              .toArray();
      return new Terms(
          IntStream.of(starts).map(i -> columns[i]).toArray(),
          IntStream.of(starts).map(i -> offsets[i]).toArray(),
          IntStream.range(0, starts.length)
              .map(i -> (i + 1 < starts.length ? starts[i + 1] : columns.length) - starts[i])
              .toArray());
    }

    /** Returns the terms of a number of consecutive values. */
    static Terms of(int values) {
      return new Terms(new int[] {0}, new int[] {0}, new int[] {values});
    }
  }

  private final int count;
  private final Lazy<List<Block>> blocks;
  private final int[] columns;
  private final int[] results;

  /** Offset of each row's results from those of its column. */
  private final int[] rows;

  /**
   * @param weights rows x terms
   * @param bias one value per row
   * @param columns offsets of the inputs of four columns per group
   * @param results offsets of the results of four columns per group; those of rows are consecutive
   */
  Product(Supplier<float[]> weights, float[] bias, int[] columns, int[] results) {
    this.columns = columns;
    this.results = results;
    count = bias.length;
    blocks = new Lazy<>(() -> Block.of(weights.get(), bias));
    rows =
        IntStream.range(0, count + Block.MAX_HEIGHT)
            .map(i -> Math.min(i, count - 1) * IMAGES)
            .toArray();
  }

  /**
   * Returns the product of a matrix with the values of one to four consecutive tiles; the group is
   * the number of tiles less one.
   *
   * @param weights outputs x inputs
   */
  static Product ofTiles(int inputs, Supplier<float[]> weights, float[] bias) {
    return new Product(weights, bias, tiles(inputs), tiles(bias.length));
  }

  /** Returns the offsets of one to four tiles; those after the last equal it. */
  static int[] tiles(int values) {
    return IntStream.range(0, COLUMNS * COLUMNS)
        .map(i -> Math.min(i % COLUMNS, i / COLUMNS) * values * IMAGES)
        .toArray();
  }

  /** Returns the weights, terms x rows. */
  float[] transposed(int terms) {
    float[] result = new float[terms * count];
    for (Block block : blocks()) {
      int height = block.height();
      for (int i = height; i < block.weights().length; i++) {
        int row = Math.min(block.row() + i % height, count - 1);
        result[(i / height - 1) * count + row] = block.weights()[i];
      }
    }
    return result;
  }

  List<Block> blocks() {
    return blocks.get();
  }

  /** Computes all rows of the columns of a group. */
  void run(int group, Terms terms, float[] values, int in, int out) {
    for (Block block : blocks()) {
      run(block, group, terms, values, in, out);
    }
  }

  /** Computes a block of rows of the columns of a group. */
  void run(Block block, int group, Terms terms, float[] values, int in, int out) {
    if (block.height() == Block.MAX_HEIGHT) {
      five(block.weights(), terms, values, in, out, block.row(), group * COLUMNS);
    } else {
      three(block.weights(), terms, values, in, out, block.row(), group * COLUMNS);
    }
  }

  /** Multiplies five rows. */
  private void five(float[] w, Terms terms, float[] values, int in, int out, int row, int group) {
    int a = in + columns[group];
    int b = in + columns[group + 1];
    int c = in + columns[group + 2];
    int d = in + columns[group + 3];
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
    for (int run = 0; run < terms.lengths.length; run++) {
      int k = 5 * terms.columns[run] + 5;
      int ax = a + terms.offsets[run];
      int bx = b + terms.offsets[run];
      int cx = c + terms.offsets[run];
      int dx = d + terms.offsets[run];
      int length = terms.lengths[run];
      for (int i = 0; i < length; i++) {
        FloatVector w0 = FloatVector.broadcast(SPECIES, w[k + 5 * i]);
        FloatVector w1 = FloatVector.broadcast(SPECIES, w[k + 5 * i + 1]);
        FloatVector w2 = FloatVector.broadcast(SPECIES, w[k + 5 * i + 2]);
        FloatVector w3 = FloatVector.broadcast(SPECIES, w[k + 5 * i + 3]);
        FloatVector w4 = FloatVector.broadcast(SPECIES, w[k + 5 * i + 4]);
        FloatVector value = FloatVector.fromArray(SPECIES, values, ax + i * IMAGES);
        a0 = w0.fma(value, a0);
        a1 = w1.fma(value, a1);
        a2 = w2.fma(value, a2);
        a3 = w3.fma(value, a3);
        a4 = w4.fma(value, a4);
        value = FloatVector.fromArray(SPECIES, values, bx + i * IMAGES);
        b0 = w0.fma(value, b0);
        b1 = w1.fma(value, b1);
        b2 = w2.fma(value, b2);
        b3 = w3.fma(value, b3);
        b4 = w4.fma(value, b4);
        value = FloatVector.fromArray(SPECIES, values, cx + i * IMAGES);
        c0 = w0.fma(value, c0);
        c1 = w1.fma(value, c1);
        c2 = w2.fma(value, c2);
        c3 = w3.fma(value, c3);
        c4 = w4.fma(value, c4);
        value = FloatVector.fromArray(SPECIES, values, dx + i * IMAGES);
        d0 = w0.fma(value, d0);
        d1 = w1.fma(value, d1);
        d2 = w2.fma(value, d2);
        d3 = w3.fma(value, d3);
        d4 = w4.fma(value, d4);
      }
    }
    int toA = out + results[group];
    a0.intoArray(values, toA + rows[row]);
    a1.intoArray(values, toA + rows[row + 1]);
    a2.intoArray(values, toA + rows[row + 2]);
    a3.intoArray(values, toA + rows[row + 3]);
    a4.intoArray(values, toA + rows[row + 4]);
    int toB = out + results[group + 1];
    b0.intoArray(values, toB + rows[row]);
    b1.intoArray(values, toB + rows[row + 1]);
    b2.intoArray(values, toB + rows[row + 2]);
    b3.intoArray(values, toB + rows[row + 3]);
    b4.intoArray(values, toB + rows[row + 4]);
    int toC = out + results[group + 2];
    c0.intoArray(values, toC + rows[row]);
    c1.intoArray(values, toC + rows[row + 1]);
    c2.intoArray(values, toC + rows[row + 2]);
    c3.intoArray(values, toC + rows[row + 3]);
    c4.intoArray(values, toC + rows[row + 4]);
    int toD = out + results[group + 3];
    d0.intoArray(values, toD + rows[row]);
    d1.intoArray(values, toD + rows[row + 1]);
    d2.intoArray(values, toD + rows[row + 2]);
    d3.intoArray(values, toD + rows[row + 3]);
    d4.intoArray(values, toD + rows[row + 4]);
  }

  /** Multiplies three rows. */
  private void three(float[] w, Terms terms, float[] values, int in, int out, int row, int group) {
    int a = in + columns[group];
    int b = in + columns[group + 1];
    int c = in + columns[group + 2];
    int d = in + columns[group + 3];
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
    for (int run = 0; run < terms.lengths.length; run++) {
      int k = 3 * terms.columns[run] + 3;
      int ax = a + terms.offsets[run];
      int bx = b + terms.offsets[run];
      int cx = c + terms.offsets[run];
      int dx = d + terms.offsets[run];
      int length = terms.lengths[run];
      for (int i = 0; i < length; i++) {
        FloatVector w0 = FloatVector.broadcast(SPECIES, w[k + 3 * i]);
        FloatVector w1 = FloatVector.broadcast(SPECIES, w[k + 3 * i + 1]);
        FloatVector w2 = FloatVector.broadcast(SPECIES, w[k + 3 * i + 2]);
        FloatVector value = FloatVector.fromArray(SPECIES, values, ax + i * IMAGES);
        a0 = w0.fma(value, a0);
        a1 = w1.fma(value, a1);
        a2 = w2.fma(value, a2);
        value = FloatVector.fromArray(SPECIES, values, bx + i * IMAGES);
        b0 = w0.fma(value, b0);
        b1 = w1.fma(value, b1);
        b2 = w2.fma(value, b2);
        value = FloatVector.fromArray(SPECIES, values, cx + i * IMAGES);
        c0 = w0.fma(value, c0);
        c1 = w1.fma(value, c1);
        c2 = w2.fma(value, c2);
        value = FloatVector.fromArray(SPECIES, values, dx + i * IMAGES);
        d0 = w0.fma(value, d0);
        d1 = w1.fma(value, d1);
        d2 = w2.fma(value, d2);
      }
    }
    int toA = out + results[group];
    a0.intoArray(values, toA + rows[row]);
    a1.intoArray(values, toA + rows[row + 1]);
    a2.intoArray(values, toA + rows[row + 2]);
    int toB = out + results[group + 1];
    b0.intoArray(values, toB + rows[row]);
    b1.intoArray(values, toB + rows[row + 1]);
    b2.intoArray(values, toB + rows[row + 2]);
    int toC = out + results[group + 2];
    c0.intoArray(values, toC + rows[row]);
    c1.intoArray(values, toC + rows[row + 1]);
    c2.intoArray(values, toC + rows[row + 2]);
    int toD = out + results[group + 3];
    d0.intoArray(values, toD + rows[row]);
    d1.intoArray(values, toD + rows[row + 1]);
    d2.intoArray(values, toD + rows[row + 2]);
  }
}
