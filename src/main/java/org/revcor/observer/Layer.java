package org.revcor.observer;

/**
 * One layer of an {@link Architecture}. Layers with weights have a name, by which readouts and
 * edits refer to them and under which their weights stand in a file ({@code conv1.weight}, {@code
 * conv1.bias}).
 */
sealed interface Layer {
  /**
   * Square convolution, stride 1, without padding: C x H x W becomes outputs x (H-kernel+1) x
   * (W-kernel+1).
   */
  record Convolution(String name, int outputs, int kernel) implements Layer {}

  /**
   * Largest of each size x size field, without overlap; rows and columns that are left over are
   * dropped.
   */
  record MaxPool(int size) implements Layer {}

  /** Negative values become zero. */
  record Relu() implements Layer {}

  /** C x H x W becomes a row of C·H·W values in that order. */
  record Flatten() implements Layer {}

  /** Fully connected: a row of values becomes a row of outputs. */
  record Linear(String name, int outputs) implements Layer {}
}
