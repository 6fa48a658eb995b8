package org.revcor.observer.file;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;
import org.revcor.observer.network.ReferenceNetwork;
import org.revcor.observer.network.Tiny;
import org.revcor.observer.network.Weights;

/** Small TorchScript files of the test resources, and the architecture of {@code layers.pt}. */
public final class TorchScriptNetworks {
  /** The architecture of {@code layers.pt}. */
  public static final Architecture LAYERS =
      new Architecture(
          2,
          6,
          5,
          List.of(
              new Layer.Convolution("conv1", 3, 3),
              new Layer.Tanh(),
              new Layer.Flatten(),
              new Layer.Linear("fc1", 4),
              new Layer.Tanh(),
              new Layer.Linear("logits", 3)));

  private TorchScriptNetworks() {}

  /** Returns a file of {@code make_networks.py} by its name without extension. */
  public static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(TorchScriptNetworks.class.getResource(name + ".pt"), name)
              .toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns {@code layers.pt}; its layers are conv1, rows (conv1 with H and W merged) and fc1. */
  public static NetworkFile file(Scale scale) {
    return new NetworkFile(
        path("layers"),
        "layers.pt",
        Optional.of(List.of(2, 6, 5)),
        Optional.of(OutputKind.LOGITS),
        List.of(),
        "",
        scale,
        Optional.empty(),
        List.of("conv1", "rows", "fc1"));
  }

  /** Returns its weights; the divisor of the script before fc1 is included in fc1's weights. */
  public static Weights weights() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> parameter : Weights.initial(LAYERS, 0).tensors().entrySet()) {
      float[] values = new float[parameter.getValue().values().length];
      float divisor = parameter.getKey().equals("fc1.weight") ? 32 : 8;
      for (int i = 0; i < values.length; i++) {
        values[i] = (7 * i % 11 - 5) / divisor;
      }
      tensors.put(parameter.getKey(), new Tensor(parameter.getValue().shape(), values));
    }
    return new Weights(tensors);
  }

  public static ReferenceNetwork reference() {
    return new ReferenceNetwork(LAYERS, weights());
  }

  public static double[][] images(int n) {
    return Tiny.images(LAYERS, n);
  }

  public static NDArray array(double[][] images, NDManager manager) {
    return Tiny.array(LAYERS, images, manager);
  }
}
