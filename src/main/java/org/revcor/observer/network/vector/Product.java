package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * The product of a matrix with four columns at a time, whose values are vectors of images.
 *
 * <p>A block of rows times four columns is accumulated in registers. The methods of the blocks are
 * small on purpose: the compiler allocates vectors on the heap in methods beyond its limits.
 */
final class Product {
  static final int COLUMNS = 4;

  private final int count;
  private final Lazy<Block[]> blocks;
  private final int[] columns;
  private final int[] results;

  /** Offsets of the results of the second and third row of a block of three. */
  private final int second;

  private final int third;

  /**
   * @param weights rows x terms
   * @param columns offsets of the inputs of four columns per group
   * @param results offsets of the results of four columns per group; those of rows are consecutive
   */
  Product(Supplier<float[]> weights, float[] bias, int[] columns, int[] results) {
    this.columns = columns;
    this.results = results;
    count = bias.length;
    blocks = new Lazy<>(() -> Block.of(weights.get(), bias));
    second = Math.min(1, count - 1) * IMAGES;
    third = Math.min(2, count - 1) * IMAGES;
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

  float[] transposed(int terms) {
    float[] result = new float[terms * count];
    for (Block block : blocks.get()) {
      int height = block.height();
      for (int i = height; i < block.weights().length; i++) {
        int row = Math.min(block.row() + i % height, count - 1);
        result[(i / height - 1) * count + row] = block.weights()[i];
      }
    }
    return result;
  }

  Block[] blocks() {
    return blocks.get();
  }

  void run(int group, float[] values, int in, int out) {
    run(0, blocks.get().length, group, values, in, out);
  }

  /** Computes some blocks of rows of the columns of a group. */
  void run(int first, int end, int group, float[] values, int in, int out) {
    Block[] all = blocks.get();
    for (int i = first; i < end; i++) {
      Block block = all[i];
      if (block.height() == Block.MAX_HEIGHT) {
        five(block.weights(), values, in, out, block.row(), group * COLUMNS);
      } else {
        three(block.weights(), values, in, out, block.row(), group * COLUMNS);
      }
    }
  }

  private void five(float[] w, float[] values, int in, int out, int row, int group) {
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
    int terms = w.length / 5 - 1;
    for (int i = 0; i < terms; i++) {
      FloatVector w0 = FloatVector.broadcast(SPECIES, w[5 * i + 5]);
      FloatVector w1 = FloatVector.broadcast(SPECIES, w[5 * i + 6]);
      FloatVector w2 = FloatVector.broadcast(SPECIES, w[5 * i + 7]);
      FloatVector w3 = FloatVector.broadcast(SPECIES, w[5 * i + 8]);
      FloatVector w4 = FloatVector.broadcast(SPECIES, w[5 * i + 9]);
      FloatVector value = FloatVector.fromArray(SPECIES, values, a + i * IMAGES);
      a0 = w0.fma(value, a0);
      a1 = w1.fma(value, a1);
      a2 = w2.fma(value, a2);
      a3 = w3.fma(value, a3);
      a4 = w4.fma(value, a4);
      value = FloatVector.fromArray(SPECIES, values, b + i * IMAGES);
      b0 = w0.fma(value, b0);
      b1 = w1.fma(value, b1);
      b2 = w2.fma(value, b2);
      b3 = w3.fma(value, b3);
      b4 = w4.fma(value, b4);
      value = FloatVector.fromArray(SPECIES, values, c + i * IMAGES);
      c0 = w0.fma(value, c0);
      c1 = w1.fma(value, c1);
      c2 = w2.fma(value, c2);
      c3 = w3.fma(value, c3);
      c4 = w4.fma(value, c4);
      value = FloatVector.fromArray(SPECIES, values, d + i * IMAGES);
      d0 = w0.fma(value, d0);
      d1 = w1.fma(value, d1);
      d2 = w2.fma(value, d2);
      d3 = w3.fma(value, d3);
      d4 = w4.fma(value, d4);
    }
    int toA = out + row * IMAGES + results[group];
    a0.intoArray(values, toA);
    a1.intoArray(values, toA + IMAGES);
    a2.intoArray(values, toA + 2 * IMAGES);
    a3.intoArray(values, toA + 3 * IMAGES);
    a4.intoArray(values, toA + 4 * IMAGES);
    int toB = out + row * IMAGES + results[group + 1];
    b0.intoArray(values, toB);
    b1.intoArray(values, toB + IMAGES);
    b2.intoArray(values, toB + 2 * IMAGES);
    b3.intoArray(values, toB + 3 * IMAGES);
    b4.intoArray(values, toB + 4 * IMAGES);
    int toC = out + row * IMAGES + results[group + 2];
    c0.intoArray(values, toC);
    c1.intoArray(values, toC + IMAGES);
    c2.intoArray(values, toC + 2 * IMAGES);
    c3.intoArray(values, toC + 3 * IMAGES);
    c4.intoArray(values, toC + 4 * IMAGES);
    int toD = out + row * IMAGES + results[group + 3];
    d0.intoArray(values, toD);
    d1.intoArray(values, toD + IMAGES);
    d2.intoArray(values, toD + 2 * IMAGES);
    d3.intoArray(values, toD + 3 * IMAGES);
    d4.intoArray(values, toD + 4 * IMAGES);
  }

  private void three(float[] w, float[] values, int in, int out, int row, int group) {
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
    int terms = w.length / 3 - 1;
    for (int i = 0; i < terms; i++) {
      FloatVector w0 = FloatVector.broadcast(SPECIES, w[3 * i + 3]);
      FloatVector w1 = FloatVector.broadcast(SPECIES, w[3 * i + 4]);
      FloatVector w2 = FloatVector.broadcast(SPECIES, w[3 * i + 5]);
      FloatVector value = FloatVector.fromArray(SPECIES, values, a + i * IMAGES);
      a0 = w0.fma(value, a0);
      a1 = w1.fma(value, a1);
      a2 = w2.fma(value, a2);
      value = FloatVector.fromArray(SPECIES, values, b + i * IMAGES);
      b0 = w0.fma(value, b0);
      b1 = w1.fma(value, b1);
      b2 = w2.fma(value, b2);
      value = FloatVector.fromArray(SPECIES, values, c + i * IMAGES);
      c0 = w0.fma(value, c0);
      c1 = w1.fma(value, c1);
      c2 = w2.fma(value, c2);
      value = FloatVector.fromArray(SPECIES, values, d + i * IMAGES);
      d0 = w0.fma(value, d0);
      d1 = w1.fma(value, d1);
      d2 = w2.fma(value, d2);
    }
    int toA = out + row * IMAGES + results[group];
    a0.intoArray(values, toA);
    a1.intoArray(values, toA + second);
    a2.intoArray(values, toA + third);
    int toB = out + row * IMAGES + results[group + 1];
    b0.intoArray(values, toB);
    b1.intoArray(values, toB + second);
    b2.intoArray(values, toB + third);
    int toC = out + row * IMAGES + results[group + 2];
    c0.intoArray(values, toC);
    c1.intoArray(values, toC + second);
    c2.intoArray(values, toC + third);
    int toD = out + row * IMAGES + results[group + 3];
    d0.intoArray(values, toD);
    d1.intoArray(values, toD + second);
    d2.intoArray(values, toD + third);
  }

  /** A value that is created on first use, after which its supplier is freed. Thread-safe. */
  static final class Lazy<T> implements Supplier<T> {
    private @Nullable Supplier<T> create;
    private volatile @Nullable T value;

    Lazy(Supplier<T> create) {
      this.create = create;
    }

    @Override
    public T get() {
      T now = value;
      return now == null ? created() : now;
    }

    private synchronized T created() {
      if (create != null) {
        value = create.get();
        create = null;
      }
      return Objects.requireNonNull(value);
    }
  }

  /**
   * A block of rows of a {@link Product}.
   *
   * @param height number of rows, five or three; the last row of a product of fewer is repeated
   */
  record Block(int row, int height, float[] weights) {
    /** Maximum number of rows. */
    static final int MAX_HEIGHT = 5;

    private static final int MIN_HEIGHT = 3;

    /** Images of a tile with 32 registers, which the 20 sums of five rows fit into. */
    private static final int WITH_FIVES = 16;

    /**
     * Divides rows into blocks, so that as few rows as possible are computed more than once; of
     * equal divisions, the one with most blocks of five.
     *
     * @param weights rows x terms
     */
    static Block[] of(float[] weights, float[] bias) {
      int fives = fives(bias.length);
      List<Block> blocks = new ArrayList<>();
      for (int row = 0; row < bias.length; ) {
        Block block = of(weights, bias, row, blocks.size() < fives ? MAX_HEIGHT : MIN_HEIGHT);
        blocks.add(block);
        row = block.row + block.height;
      }
      return blocks.toArray(Block[]::new);
    }

    private static int fives(int rows) {
      int most = IMAGES == WITH_FIVES && rows >= MAX_HEIGHT ? Math.ceilDiv(rows, MAX_HEIGHT) : 0;
      int best = most;
      for (int fives = most; fives >= 0; fives--) {
        best = excess(fives, rows) < excess(best, rows) ? fives : best;
      }
      return best;
    }

    /** Returns the number of rows that are computed once more. */
    private static int excess(int fives, int rows) {
      int rest = Math.max(0, rows - MAX_HEIGHT * fives);
      return MAX_HEIGHT * fives + Math.ceilDiv(rest, MIN_HEIGHT) * MIN_HEIGHT - rows;
    }

    /** The last block begins before the end of others if there are not enough rows. */
    private static Block of(float[] weights, float[] bias, int next, int height) {
      int first = Math.max(0, Math.min(next, bias.length - height));
      int terms = weights.length / bias.length;
      float[] block = new float[(terms + 1) * height];
      for (int i = 0; i < height; i++) {
        int row = Math.min(first + i, bias.length - 1);
        block[i] = bias[row];
        for (int term = 0; term < terms; term++) {
          block[(term + 1) * height + i] = weights[row * terms + term];
        }
      }
      return new Block(first, height, block);
    }
  }
}
