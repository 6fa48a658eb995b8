package org.revcor.lane;

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
 * How float32 arrays of a device are read by the processor.
 *
 * <p>To read an array of a GPU is to wait for all that was asked of it before. So a lane of a GPU
 * reads nothing until its block has been asked for as a whole; then everything comes in one piece
 * and is added up in the order in which it was asked for, by the same code as on a lane of the
 * processor. Sums do not depend on when they are read.
 */
sealed interface Reading extends AutoCloseable {
  /**
   * Reads an array, now or at the {@link #end}.
   *
   * @param values float32; may be closed by its owner afterwards, but not be changed
   * @param taken is given them in C order
   */
  void read(NDArray values, Consumer<float[]> taken);

  /**
   * Reads a matrix row by row, now or at the {@link #end}.
   *
   * @param values float32, n x columns; as for {@link #read}
   * @param taken is given the rows in their order
   */
  default void rows(NDArray values, Rows taken) {
    int width = (int) values.getShape().get(1);
    read(values, all -> taken.takeAll(FloatBuffer.wrap(all), width));
  }

  /** Takes the rows of a matrix. */
  @FunctionalInterface
  interface Rows {
    /**
     * Takes a row.
     *
     * @param row its index
     * @param values of it; used again for the next
     */
    void take(int row, float[] values);

    private void takeAll(FloatBuffer values, int width) {
      float[] row = new float[width];
      for (int i = 0; values.hasRemaining(); i++) {
        values.get(row);
        take(i, row);
      }
    }
  }

  /**
   * Has an array there when others are read, whoever closes it meanwhile.
   *
   * @return the same values; not to be used for anything but to be read
   */
  NDArray kept(NDArray values);

  /** Reads what was not read yet. */
  void end();

  /** Drops what was not read. */
  @Override
  void close();

  /**
   * That of a device.
   *
   * @param manager of the lane
   */
  static Reading of(NDManager manager) {
    return manager.getDevice().isGpu() ? new AtTheEnd(manager) : new AtOnce();
  }

  /**
   * Where the engine's memory can be read. Rows are not copied as a whole: an array of the outputs
   * of many classes is so large that the garbage collector would treat it apart.
   */
  record AtOnce() implements Reading {
    @Override
    public void read(NDArray values, Consumer<float[]> taken) {
      FloatBuffer memory = memory(values);
      float[] copy = new float[memory.remaining()];
      memory.get(copy);
      taken.accept(copy);
    }

    @Override
    public void rows(NDArray values, Rows taken) {
      taken.takeAll(memory(values), (int) values.getShape().get(1));
    }

    private static FloatBuffer memory(NDArray values) {
      requireFloats(values);
      return values.toByteBuffer(true).asFloatBuffer();
    }

    @Override
    public NDArray kept(NDArray values) {
      return values;
    }

    @Override
    public void end() {}

    @Override
    public void close() {}
  }

  /** Everything in one transfer. */
  final class AtTheEnd implements Reading {
    private final NDManager manager;
    private final NDList waiting = new NDList();
    private final List<Consumer<float[]>> takers = new ArrayList<>();

    AtTheEnd(NDManager parent) {
      this.manager = parent.newSubManager();
    }

    @Override
    public void read(NDArray values, Consumer<float[]> taken) {
      requireFloats(values);
      NDArray flat = values.flatten();
      flat.attach(manager);
      waiting.add(flat);
      takers.add(taken);
    }

    @Override
    public NDArray kept(NDArray values) {
      NDArray again = values.reshape(values.getShape());
      again.attach(manager);
      return again;
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
      for (int i = 0; i < takers.size(); i++) {
        int size = Math.toIntExact(waiting.get(i).size());
        takers.get(i).accept(Arrays.copyOfRange(values, from, from + size));
        from += size;
      }
      waiting.close();
      waiting.clear();
      takers.clear();
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
