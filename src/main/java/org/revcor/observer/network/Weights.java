package org.revcor.observer.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.InvalidInputException;
import org.revcor.file.Safetensors;
import org.revcor.file.Safetensors.Tensor;

/**
 * The parameters of a network by name, in PyTorch's order of values, independent of the device's
 * layout.
 */
public record Weights(SequencedMap<String, Tensor> tensors) {
  private static final String GENERATOR = "L64X128MixRandom";

  public Weights {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Decodes a safetensors file.
   *
   * @throws InvalidInputException if the bytes are not a safetensors file
   */
  public static Weights decode(String file, byte[] bytes) {
    return new Weights(Safetensors.decode(file, bytes).tensors());
  }

  public static Weights initial(Architecture architecture, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (LayerParameter parameter : architecture.parameters()) {
      tensors.put(parameter.name(), new Tensor(parameter.shape(), parameter.initial(random)));
    }
    return new Weights(tensors);
  }

  /**
   * Returns a tensor by name.
   *
   * @throws IllegalArgumentException if it does not exist
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no weights " + name);
    }
    return tensor;
  }

  float[] values(String name) {
    return tensor(name).values();
  }

  void requireFit(Architecture architecture, String file) {
    for (LayerParameter parameter : architecture.parameters()) {
      Tensor tensor = tensors.get(parameter.name());
      if (tensor == null || !tensor.shape().equals(parameter.shape())) {
        throw new InvalidInputException(
            file,
            tensor == null
                ? "without " + parameter.name()
                : "a file whose " + parameter.name() + " has shape " + tensor.shape(),
            "a file with " + parameter.name() + " of shape " + parameter.shape());
      }
    }
    if (tensors.size() != architecture.parameters().size()) {
      throw new InvalidInputException(
          file,
          "a file with " + String.join(", ", tensors.keySet()),
          "a file with "
              + String.join(
                  ", ", architecture.parameters().stream().map(LayerParameter::name).toList()));
    }
  }
}
