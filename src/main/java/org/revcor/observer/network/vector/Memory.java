package org.revcor.observer.network.vector;

/**
 * Memory for vectors: parts of one array, which is allocated on first use.
 *
 * <p>Vectors in it do not cross cache lines, which takes longer: the G1 collector aligns large
 * arrays and does not move them. With other collectors only the speed differs.
 */
final class Memory {
  /** Bytes before the values of an array. */
  private static final int HEADER = 16;

  /** Length of an array that is large in heaps of up to 4 GiB. */
  private static final int MIN_LENGTH = (1 << 20) / Float.BYTES;

  private int length = (Tile.SPECIES.vectorByteSize() - HEADER) / Float.BYTES;
  private float[] values = {};

  /**
   * Reserves a part, before the first use; its values are zero at first.
   *
   * @param vectors number of vectors
   * @return index of its first value
   */
  int reserve(int vectors) {
    int first = length;
    length += vectors * Tile.IMAGES;
    return first;
  }

  /** Returns the array. */
  float[] values() {
    if (values.length == 0) {
      values = new float[Math.max(length, MIN_LENGTH)];
    }
    return values;
  }
}
