package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.observer.EngineArrays;

/**
 * Parameters of a network on a device. Each output's values are transposed from planes x positions
 * to positions x planes, the layout of the activations, which is the fastest.
 */
public final class DeviceWeights {
  /**
   * A parameter and its array.
   *
   * @param positions spatial positions with a weight each: kernel x kernel, H·W after flattening,
   *     else 1
   */
  private record Entry(
      LayerParameter parameter, int outputs, int planes, int positions, PtNDArray array) {}

  private final NDManager manager;
  private final boolean trainable;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * @param trainable whether to record gradients with respect to learned parameters
   */
  DeviceWeights(NDManager manager, boolean trainable) {
    this.manager = manager;
    this.trainable = trainable;
  }

  void add(LayerParameter parameter, Weights weights, int positions) {
    int outputs = parameter.shape().getFirst();
    int planes = parameter.values() / outputs / positions;
    float[] values = transposed(weights.values(parameter.name()), outputs, planes, positions);
    Shape shape =
        parameter.shape().size() == 1
            ? new Shape(outputs)
            : new Shape(outputs, (long) positions * planes);
    PtNDArray array = (PtNDArray) EngineArrays.of(manager, values, shape);
    array.setRequiresGradient(trainable && parameter.learned());
    entries.put(parameter.name(), new Entry(parameter, outputs, planes, positions, array));
  }

  PtNDArray array(String name) {
    return require(name).array();
  }

  /** Returns the arrays that a training updates by gradients, by parameter name. */
  public SequencedMap<String, PtNDArray> learned() {
    SequencedMap<String, PtNDArray> arrays = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.parameter().learned()) {
        arrays.put(entry.parameter().name(), entry.array());
      }
    }
    return arrays;
  }

  public Weights weights() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    entries.forEach((name, entry) -> tensors.put(name, tensor(name, entry.array())));
    return new Weights(tensors);
  }

  private Tensor tensor(String name, NDArray array) {
    Entry like = require(name);
    return new Tensor(
        like.parameter().shape(),
        transposed(array.toFloatArray(), like.outputs(), like.positions(), like.planes()));
  }

  long bytes() {
    return entries.values().stream()
        .mapToLong(entry -> Float.BYTES * (long) entry.parameter().values())
        .sum();
  }

  private Entry require(String name) {
    return Objects.requireNonNull(entries.get(name), name);
  }

  /** Transposes each block from rows x columns to columns x rows. */
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
