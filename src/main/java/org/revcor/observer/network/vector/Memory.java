package org.revcor.observer.network.vector;

/**
 * The layout of a lane's array of values. Kernels reserve parts of it when they are created; each
 * lane allocates its own array.
 *
 * <p>The array begins with working memory, of which all kernels use the same, and ends with zeros,
 * of which each kernel has its own: it writes between them, and they remain.
 *
 * <p>The G1 collector aligns large arrays and does not move them, so vectors do not cross cache
 * lines, which would be slower. With other collectors only the speed differs.
 */
public final class Memory {
  /** Bytes before the values of an array. */
  private static final int HEADER = 16;

  /** Index of the first aligned value. */
  private static final int START = (Tile.SPECIES.vectorByteSize() - HEADER) / Float.BYTES;

  /** Length of an array that is large in heaps of up to 4 GiB. */
  private static final int MIN_LENGTH = START + (1 << 20) / Float.BYTES;

  /** Length of the working memory that is reserved and not free again. */
  private int used = START;

  private int working = START;

  private int zeros;

  /**
   * Reserves working memory. Its values are undefined when a kernel starts.
   *
   * @return index of its first value
   */
  int reserve(int vectors) {
    int first = used;
    used = Math.addExact(used, length(vectors));
    working = Math.max(working, used);
    return first;
  }

  /** Ends the working memory of a kernel or of one of its passes; that of the next is the same. */
  void free() {
    used = START;
  }

  /**
   * Reserves memory that is zero at first.
   *
   * @return distance of its first value from the end of the array
   */
  int reserveZeros(int vectors) {
    zeros = Math.addExact(zeros, length(vectors));
    return zeros;
  }

  private static int length(int vectors) {
    return Math.multiplyExact(vectors, Tile.IMAGES);
  }

  Memory copy() {
    Memory copy = new Memory();
    copy.used = working;
    copy.working = working;
    copy.zeros = zeros;
    return copy;
  }

  float[] allocate() {
    return new float[Math.max(Math.addExact(working, zeros), MIN_LENGTH)];
  }
}
