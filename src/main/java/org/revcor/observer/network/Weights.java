package org.revcor.observer.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.InvalidInputException;
import org.revcor.tensor.Safetensors;
import org.revcor.tensor.Tensor;

/**
 * The weights of a network by name, in PyTorch's order of values whatever layout the device
 * prefers.
 */
public final class Weights {
  private static final String GENERATOR = "L64X128MixRandom";

  private final SequencedMap<String, Tensor> tensors;

  /** Weights by the names of their parameters. */
  public Weights(SequencedMap<String, Tensor> tensors) {
    this.tensors = new LinkedHashMap<>(tensors);
  }

  /**
   * Those of a safetensors file.
   *
   * @param file its name, for messages
   * @throws InvalidInputException if the bytes are no such file
   */
  public static Weights decode(String file, byte[] bytes) {
    return new Weights(Safetensors.decode(file, bytes).tensors());
  }

  /** Weights to start a training from, drawn by Java from the seed alone. */
  public static Weights initial(Architecture architecture, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : architecture.parameters()) {
      tensors.put(parameter.name(), new Tensor(parameter.shape(), parameter.begin(random)));
    }
    return new Weights(tensors);
  }

  /** All of them by name; not to be changed. */
  public SequencedMap<String, Tensor> tensors() {
    return Collections.unmodifiableSequencedMap(tensors);
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException if there is none of this name
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

  /**
   * Checks that these are the weights of the architecture, all of them and no others.
   *
   * @param file the file's name, for the message
   * @throws InvalidInputException otherwise
   */
  void requireFit(Architecture architecture, String file) {
    for (Parameter parameter : architecture.parameters()) {
      Tensor tensor = tensors.get(parameter.name());
      if (tensor == null || !tensor.shape().equals(parameter.shape())) {
        throw new InvalidInputException(
            file,
            tensor == null
                ? "without " + parameter.name()
                : "one whose " + parameter.name() + " is " + tensor.shape(),
            "a file with " + parameter.name() + " of shape " + parameter.shape());
      }
    }
    if (tensors.size() != architecture.parameters().size()) {
      throw new InvalidInputException(
          file,
          "one that holds " + String.join(", ", tensors.keySet()),
          "one that holds "
              + String.join(
                  ", ", architecture.parameters().stream().map(Parameter::name).toList()));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Weights that && tensors.equals(that.tensors);
  }

  @Override
  public int hashCode() {
    return tensors.hashCode();
  }
}
