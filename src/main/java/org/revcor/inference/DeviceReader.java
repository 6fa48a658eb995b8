package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Copies float32 arrays of a device to Java.
 *
 * <p>Reading an array of a GPU waits for all operations submitted before. So a lane of a GPU defers
 * reads until all operations of its block are submitted. It then copies everything at once and
 * calls the receivers in the order of the reads. Sums do not depend on when they are read.
 */
sealed interface DeviceReader extends AutoCloseable {
  /**
   * Reads an array, now or at the {@link #end}.
   *
   * @param values float32; may be closed afterwards, but not changed
   * @param receiver receives the values in C order
   */
  void read(NDArray values, Consumer<float[]> receiver);

  /**
   * Reads a matrix row by row, now or at the {@link #end}.
   *
   * @param values float32, n x columns; see {@link #read}
   * @param receiver receives the rows in their order
   */
  default void rows(NDArray values, Rows receiver) {
    int width = (int) values.getShape().get(1);
    read(values, all -> receiver.acceptAll(FloatBuffer.wrap(all), width));
  }

  @FunctionalInterface
  interface Rows {
    /**
     * Receives a row.
     *
     * @param values values of the row; the array is reused for the next row
     */
    void accept(int row, float[] values);

    private void acceptAll(FloatBuffer values, int width) {
      float[] row = new float[width];
      for (int i = 0; values.hasRemaining(); i++) {
        values.get(row);
        accept(i, row);
      }
    }
  }

  /**
   * Returns an array that stays valid until {@link #end}, even if the argument is closed. It may
   * only be read.
   */
  NDArray retained(NDArray values);

  void end();

  @Override
  void close();

  /** Returns deferred reading for a GPU, else immediate reading. */
  static DeviceReader of(NDManager manager) {
    return manager.getDevice().isGpu() ? new Deferred(manager) : new Immediate();
  }

  /**
   * Reads the engine's memory directly. Rows are copied one by one: a copy of all outputs of many
   * classes would be a humongous object for the garbage collector.
   */
  record Immediate() implements DeviceReader {
    @Override
    public void read(NDArray values, Consumer<float[]> receiver) {
      FloatBuffer memory = memory(values);
      float[] copy = new float[memory.remaining()];
      memory.get(copy);
      receiver.accept(copy);
    }

    @Override
    public void rows(NDArray values, Rows receiver) {
      receiver.acceptAll(memory(values), (int) values.getShape().get(1));
    }

    private static FloatBuffer memory(NDArray values) {
      requireFloats(values);
      return values.toByteBuffer(true).asFloatBuffer();
    }

    @Override
    public NDArray retained(NDArray values) {
      return values;
    }

    @Override
    public void end() {}

    @Override
    public void close() {}
  }

  final class Deferred implements DeviceReader {
    private final NDManager manager;
    private final NDList waiting = new NDList();
    private final List<Consumer<float[]>> receivers = new ArrayList<>();

    Deferred(NDManager parent) {
      this.manager = parent.newSubManager();
    }

    @Override
    public void read(NDArray values, Consumer<float[]> receiver) {
      requireFloats(values);
      NDArray flat = values.flatten();
      flat.attach(manager);
      waiting.add(flat);
      receivers.add(receiver);
    }

    @Override
    public NDArray retained(NDArray values) {
      NDArray view = values.reshape(values.getShape());
      view.attach(manager);
      return view;
    }

    @Override
    public void end() {
      if (waiting.isEmpty()) {
        return;
      }
      float[] values;
      try (NDArray all = NDArrays.concat(waiting)) {
        values = all.toFloatArray();
      }
      int from = 0;
      for (int i = 0; i < receivers.size(); i++) {
        int size = Math.toIntExact(waiting.get(i).size());
        receivers.get(i).accept(Arrays.copyOfRange(values, from, from + size));
        from += size;
      }
      waiting.close();
      waiting.clear();
      receivers.clear();
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  private static void requireFloats(NDArray values) {
    if (values.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("values are " + values.getDataType());
    }
  }
}
