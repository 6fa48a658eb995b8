package org.revcor.observer.network.vector;

import java.util.List;

/** Kernels that run one after the other, and their places in the memory of a lane. Thread-safe. */
public final class KernelSequence {
  private final List<Kernel> kernels;
  private final Memory memory;
  private final int single;
  private final int first;
  private final int second;
  private final int joined;

  /**
   * @param kernels kernels in order, at least one
   * @param memory memory in which the kernels have reserved parts
   */
  public KernelSequence(List<Kernel> kernels, Memory memory) {
    this.kernels = List.copyOf(kernels);
    this.memory = memory;
    int linear = 0;
    while (linear < kernels.size() && !(kernels.get(linear) instanceof Linear)) {
      linear++;
    }
    single = linear;
    int max = 0;
    for (int i = 0; i < kernels.size(); i++) {
      int tiles = i < single ? 1 : Product.COLUMNS;
      max = Math.max(max, tiles * Math.max(kernels.get(i).inputs(), kernels.get(i).outputs()));
    }
    first = memory.reserve(max);
    second = memory.reserve(max);
    joined = memory.reserve(Math.max(max, Product.COLUMNS * values(single)));
  }

  /** Returns a kernel. */
  Kernel get(int index) {
    return kernels.get(index);
  }

  /** Returns the number of kernels. */
  int size() {
    return kernels.size();
  }

  /** Returns the number of kernels before the first fully connected layer. */
  int single() {
    return single;
  }

  /**
   * Returns the number of values of an image.
   *
   * @param layer number of kernels before them; 0 for the input
   */
  int values(int layer) {
    return layer == 0 ? kernels.getFirst().inputs() : kernels.get(layer - 1).outputs();
  }

  /** Returns the index of the first of two buffers, which kernels read and write in turn. */
  int first() {
    return first;
  }

  /** Returns the index of the other buffer. */
  int second() {
    return second;
  }

  /** Returns the index of the values of four tiles before the first fully connected layer. */
  int joined() {
    return joined;
  }

  /** Returns an array for the values of a lane. */
  float[] allocate() {
    return memory.allocate();
  }
}
