package org.revcor.stimulus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.tensor.Safetensors;
import org.revcor.tensor.Storage;
import org.revcor.tensor.Tensor;

/**
 * The numbers of a basis, as its file holds them.
 *
 * @param vectors planes x components x height x width
 * @param mean planes x height x width
 * @param low planes x components
 * @param high planes x components, nowhere below {@code low}
 */
record BasisArrays(float[] vectors, float[] mean, float[] low, float[] high) {
  private static final String VECTORS = "vectors";
  private static final String MEAN = "mean";
  private static final String LOW = "low";
  private static final String HIGH = "high";

  /** Equal bytes for equal numbers. */
  byte[] encode(int planes, int components, int height, int width) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    SequencedMap<String, List<Integer>> shapes = shapes(planes, components, height, width);
    List<float[]> values = List.of(vectors, mean, low, high);
    for (String tensor : shapes.keySet()) {
      tensors.put(tensor, new Tensor(shapes.get(tensor), values.get(tensors.size())));
    }
    return Safetensors.encode(tensors, Storage.FLOAT32, Map.of());
  }

  /**
   * Reads a file.
   *
   * @param file its name, for messages
   * @param card what it must hold
   * @throws InvalidInputException if it holds anything else
   */
  static BasisArrays decode(String file, byte[] bytes, BasisCard card) {
    SequencedMap<String, Tensor> tensors = Safetensors.decode(file, bytes).tensors();
    SequencedMap<String, List<Integer>> shapes =
        shapes(card.planes(), card.components(), card.height(), card.width());
    if (!tensors.keySet().equals(shapes.keySet())) {
      throw new InvalidInputException(
          file,
          "one that holds " + String.join(", ", tensors.keySet()),
          "one that holds " + String.join(", ", shapes.keySet()));
    }
    BasisArrays arrays =
        new BasisArrays(
            values(file, VECTORS, tensors, shapes),
            values(file, MEAN, tensors, shapes),
            values(file, LOW, tensors, shapes),
            values(file, HIGH, tensors, shapes));
    for (int i = 0; i < arrays.low.length; i++) {
      if (arrays.low[i] > arrays.high[i]) {
        throw new InvalidInputException(
            file,
            "one whose score %d is from %s to %s".formatted(i, arrays.low[i], arrays.high[i]),
            "one whose scores are from low to high");
      }
    }
    return arrays;
  }

  private static float[] values(
      String file,
      String name,
      SequencedMap<String, Tensor> tensors,
      SequencedMap<String, List<Integer>> shapes) {
    Tensor tensor = tensors.get(name);
    List<Integer> shape = shapes.get(name);
    if (tensor == null || !tensor.shape().equals(shape)) {
      throw new InvalidInputException(
          file,
          "one whose %s has shape %s".formatted(name, tensor == null ? "none" : tensor.shape()),
          "one of shape %s, as its card says".formatted(shape));
    }
    for (float value : tensor.values()) {
      if (!Float.isFinite(value)) {
        throw new InvalidInputException(
            file, "one whose %s holds %s".formatted(name, value), "one of finite numbers");
      }
    }
    return tensor.values();
  }

  private static SequencedMap<String, List<Integer>> shapes(
      int planes, int components, int height, int width) {
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put(VECTORS, List.of(planes, components, height, width));
    shapes.put(MEAN, List.of(planes, height, width));
    shapes.put(LOW, List.of(planes, components));
    shapes.put(HIGH, List.of(planes, components));
    return shapes;
  }
}
