package org.revcor.stimulus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.file.Safetensors;
import org.revcor.file.Storage;
import org.revcor.file.Tensor;

/**
 * The arrays of a basis, as stored in its file.
 *
 * @param vectors planes x components x height x width
 * @param mean planes x height x width
 * @param low planes x components
 * @param high planes x components, at least {@code low}
 */
record BasisArrays(float[] vectors, float[] mean, float[] low, float[] high) {
  private static final String VECTORS = "vectors";
  private static final String MEAN = "mean";
  private static final String LOW = "low";
  private static final String HIGH = "high";

  /** Encodes the arrays; equal arrays give equal bytes. */
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
   * Decodes a file.
   *
   * @param file file name for messages
   * @param card card with the expected shapes
   * @throws InvalidInputException if the content differs from the card
   */
  static BasisArrays decode(String file, byte[] bytes, BasisCard card) {
    SequencedMap<String, Tensor> tensors = Safetensors.decode(file, bytes).tensors();
    SequencedMap<String, List<Integer>> shapes =
        shapes(card.planes(), card.components(), card.height(), card.width());
    requireTensors(file, tensors, shapes);
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
            "a file whose score %d ranges from %s to %s"
                .formatted(i, arrays.low[i], arrays.high[i]),
            "a file with low <= high for all scores");
      }
    }
    return arrays;
  }

  static void requireTensors(
      String file,
      SequencedMap<String, Tensor> tensors,
      SequencedMap<String, List<Integer>> shapes) {
    if (!tensors.keySet().equals(shapes.keySet())) {
      throw new InvalidInputException(
          file,
          "a file with tensors " + String.join(", ", tensors.keySet()),
          "a file with tensors " + String.join(", ", shapes.keySet()));
    }
  }

  static float[] values(
      String file,
      String name,
      SequencedMap<String, Tensor> tensors,
      SequencedMap<String, List<Integer>> shapes) {
    Tensor tensor = tensors.get(name);
    List<Integer> shape = shapes.get(name);
    if (tensor == null || !tensor.shape().equals(shape)) {
      throw new InvalidInputException(
          file,
          "a file whose %s has shape %s".formatted(name, tensor == null ? "none" : tensor.shape()),
          "a file with shape %s, as in its card".formatted(shape));
    }
    for (float value : tensor.values()) {
      if (!Float.isFinite(value)) {
        throw new InvalidInputException(
            file, "a file whose %s contains %s".formatted(name, value), "a file of finite numbers");
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
