package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.revcor.observer.EngineArrays;
import org.revcor.tensor.Tensor;

/**
 * Parameters of a network on a device, in the layout that runs fastest there: each output's values
 * transposed from planes x positions to positions x planes, so that planes change fastest as they
 * do in the activations.
 */
public final class DeviceWeights {
  /**
   * @param positions places in space that have a weight each: kernel x kernel, H·W behind a
   *     flattening, else 1
   */
  private record Held(
      Parameter parameter, int outputs, int planes, int positions, PtNDArray array) {}

  private final NDManager manager;
  private final boolean trainable;
  private final Map<String, Held> held = new LinkedHashMap<>();

  /**
   * @param manager owns the arrays
   * @param trainable whether gradients with respect to learned parameters are to be had
   */
  DeviceWeights(NDManager manager, boolean trainable) {
    this.manager = manager;
    this.trainable = trainable;
  }

  /** Copies a parameter to the device. */
  void hold(Parameter parameter, Weights weights, int positions) {
    int outputs = parameter.shape().getFirst();
    int planes = parameter.values() / outputs / positions;
    float[] values = transposed(weights.values(parameter.name()), outputs, planes, positions);
    Shape shape =
        parameter.shape().size() == 1
            ? new Shape(outputs)
            : new Shape(outputs, (long) positions * planes);
    PtNDArray array = (PtNDArray) EngineArrays.of(manager, values, shape);
    array.setRequiresGradient(trainable && parameter.learned());
    held.put(parameter.name(), new Held(parameter, outputs, planes, positions, array));
  }

  /** The array of a parameter. */
  PtNDArray array(String name) {
    return require(name).array();
  }

  /** The arrays that a training changes by their gradients, by the parameters' names. */
  public SequencedMap<String, PtNDArray> learned() {
    SequencedMap<String, PtNDArray> arrays = new LinkedHashMap<>();
    for (Held kept : held.values()) {
      if (kept.parameter().learned()) {
        arrays.put(kept.parameter().name(), kept.array());
      }
    }
    return arrays;
  }

  /** A copy of the parameters as they are now. */
  public Weights weights() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    held.forEach((name, kept) -> tensors.put(name, tensor(name, kept.array())));
    return new Weights(tensors);
  }

  /** A copy of an array that is laid out like a parameter's. */
  public Tensor tensor(String name, NDArray array) {
    Held like = require(name);
    return new Tensor(
        like.parameter().shape(),
        transposed(array.toFloatArray(), like.outputs(), like.positions(), like.planes()));
  }

  /** A new array laid out like a parameter's. */
  public PtNDArray arrayLike(String name, Tensor tensor) {
    Held like = require(name);
    float[] values = transposed(tensor.values(), like.outputs(), like.planes(), like.positions());
    return (PtNDArray) EngineArrays.of(manager, values, like.array().getShape());
  }

  /** Memory of the parameters, in bytes. */
  long bytes() {
    return held.values().stream()
        .mapToLong(kept -> Float.BYTES * (long) kept.parameter().values())
        .sum();
  }

  private Held require(String name) {
    return Objects.requireNonNull(held.get(name), name);
  }

  /** Each block of rows x columns becomes columns x rows. */
  private static float[] transposed(float[] values, int blocks, int rows, int columns) {
    float[] result = new float[values.length];
    for (int block = 0; block < blocks; block++) {
      int start = block * rows * columns;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          result[start + column * rows + row] = values[start + row * columns + column];
        }
      }
    }
    return result;
  }
}
