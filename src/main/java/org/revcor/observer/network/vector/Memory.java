package org.revcor.observer.network.vector;

/**
 * The layout of a lane's array of values. Kernels reserve parts of it when they are created, and
 * keep the index of each; each lane allocates its own array.
 *
 * <p>The G1 collector aligns large arrays and does not move them, so vectors do not cross cache
 * lines, which would be slower. With other collectors only the speed differs.
 */
public final class Memory {
  /** Bytes before the values of an array. */
  private static final int HEADER = 16;

  /** Length of an array that is large in heaps of up to 4 GiB. */
  private static final int MIN_LENGTH = (1 << 20) / Float.BYTES;

  private int length = (Tile.SPECIES.vectorByteSize() - HEADER) / Float.BYTES;

  /**
   * Reserves a part, before the first array is allocated.
   *
   * @param vectors number of vectors
   * @return index of its first value
   */
  int reserve(int vectors) {
    int first = length;
    length = Math.addExact(length, Math.multiplyExact(vectors, Tile.IMAGES));
    return first;
  }

  /** Returns a copy, in which further parts can be reserved. */
  Memory copy() {
    Memory copy = new Memory();
    copy.length = length;
    return copy;
  }

  /** Returns an array of zeros. */
  float[] allocate() {
    return new float[Math.max(length, MIN_LENGTH)];
  }
}
