package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.util.ArrayList;
import java.util.List;

/**
 * A block of rows of a {@link Product}.
 *
 * @param row first row
 * @param height number of rows, five or three; the last row of a product of fewer is repeated
 * @param weights the biases of the rows, then for each term the weights of the rows
 */
record Block(int row, int height, float[] weights) {
  /** Maximum number of rows. */
  static final int MAX_HEIGHT = 5;

  private static final int MIN_HEIGHT = 3;

  /** Images of a tile with 32 registers, which the 20 sums of five rows fit into. */
  private static final int WITH_FIVES = 16;

  /**
   * Divides rows into blocks, so that as few rows as possible are computed more than once; of equal
   * divisions, the one with most blocks of five.
   *
   * @param weights rows x terms
   * @param bias one value per row
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
