package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.revcor.inference.NumericPlan.Batch;

/**
 * The stimuli of one block in native memory.
 *
 * <p>Each batch begins on a 64-byte boundary, because the results of vector kernels depend on
 * alignment in the last bits.
 */
public final class StimulusBlock {
  private static final int ALIGNMENT = 64;

  private final long index;
  private final List<Batch> batches;
  private final int[] offsets;
  private final int rowValues;
  private final ByteBuffer memory;

  StimulusBlock(long index, List<Batch> batches, int rowValues, ByteBuffer memory) {
    this.index = index;
    this.batches = batches;
    this.rowValues = rowValues;
    this.offsets = offsets(batches, rowValues * Float.BYTES);
    this.memory = memory;
  }

  /** Returns the native memory of a block, in bytes. */
  static int bytes(List<Batch> batches, int rowValues) {
    return offsets(batches, rowValues * Float.BYTES)[batches.size()];
  }

  /** Allocates memory of at least {@code bytes} that begins on a boundary. */
  static ByteBuffer allocate(int bytes) {
    int whole = Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    return ByteBuffer.allocateDirect(whole + ALIGNMENT).alignedSlice(ALIGNMENT);
  }

  private static int[] offsets(List<Batch> batches, int bytesPerRow) {
    int[] offsets = new int[batches.size() + 1];
    for (int i = 0; i < batches.size(); i++) {
      int bytes = Math.multiplyExact(batches.get(i).trials(), bytesPerRow);
      offsets[i + 1] = Math.addExact(offsets[i], Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT);
    }
    return offsets;
  }

  public long index() {
    return index;
  }

  List<Batch> batches() {
    return batches;
  }

  public int batchCount() {
    return batches.size();
  }

  int rowValues() {
    return rowValues;
  }

  /** Returns the rows of batch {@code i}, trials x values of a row, float32 in native order. */
  ByteBuffer rows(int i) {
    return memory
        .slice(offsets[i], batches.get(i).trials() * rowValues * Float.BYTES)
        .order(ByteOrder.nativeOrder());
  }

  /** Returns batch {@code i} as an array of the engine, trials x values of a row. */
  public NDArray array(int i, NDManager owner) {
    Shape shape = new Shape(batches.get(i).trials(), rowValues);
    return owner.create(rows(i), shape, DataType.FLOAT32);
  }

  public int trials() {
    Batch last = batches.getLast();
    return last.first() + last.trials();
  }

  ByteBuffer memory() {
    return memory;
  }
}
