package org.revcor.stimulus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.file.Safetensors;
import org.revcor.file.Safetensors.Storage;
import org.revcor.file.Safetensors.Tensor;

/** Encodes and decodes the arrays of a basis. */
final class BasisArrays {
  private BasisArrays() {}

  /**
   * Encodes arrays; equal arrays give equal bytes.
   *
   * @param shapes name and shape of each array
   */
  static byte[] encode(SequencedMap<String, List<Integer>> shapes, float[]... arrays) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, new Tensor(shape, arrays[tensors.size()])));
    return Safetensors.encode(tensors, Storage.FLOAT32, Map.of());
  }

  /**
   * Decodes a file.
   *
   * @param file file name for messages
   * @param shapes name and expected shape of each array
   * @return the arrays, in the order of the names
   * @throws InvalidInputException if the content has other arrays or numbers that are not finite
   */
  static List<float[]> decode(
      String file, byte[] bytes, SequencedMap<String, List<Integer>> shapes) {
    SequencedMap<String, Tensor> tensors = Safetensors.decode(file, bytes).tensors();
    if (!tensors.keySet().equals(shapes.keySet())) {
      throw new InvalidInputException(
          file,
          "a file with tensors " + String.join(", ", tensors.keySet()),
          "a file with tensors " + String.join(", ", shapes.keySet()));
    }
    List<float[]> arrays = new ArrayList<>();
    shapes.forEach(
        (name, shape) ->
            arrays.add(values(file, name, Objects.requireNonNull(tensors.get(name)), shape)));
    return arrays;
  }

  private static float[] values(String file, String name, Tensor tensor, List<Integer> shape) {
    if (!tensor.shape().equals(shape)) {
      throw new InvalidInputException(
          file,
          "a file whose %s has shape %s".formatted(name, tensor.shape()),
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
}
