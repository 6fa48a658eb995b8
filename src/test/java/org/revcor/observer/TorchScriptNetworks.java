package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.tensor.Tensor;

/** The network {@code layers.pt}, as a file and as a network of our own. */
final class TorchScriptNetworks {
  /** What {@code layers.pt} computes. */
  static final Architecture LAYERS =
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

  /** The file, whose layers are conv1, rows (conv1 with rows and columns as one) and fc1. */
  static TorchScriptFile file(Scale scale) {
    return new TorchScriptFile(
        TorchScriptFileTest.network("layers"),
        "layers.pt",
        2,
        6,
        5,
        OutputKind.LOGITS,
        List.of(),
        "",
        scale,
        List.of("conv1", "rows", "fc1"));
  }

  /** Its weights; what the script divides by before fc1 is in that layer's matrix here. */
  static Weights weights() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : LAYERS.parameters()) {
      float[] values = new float[parameter.values()];
      float divisor = parameter.name().equals("fc1.weight") ? 32 : 8;
      for (int i = 0; i < values.length; i++) {
        values[i] = (7 * i % 11 - 5) / divisor;
      }
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values));
    }
    return new Weights(tensors);
  }

  static ReferenceNetwork reference() {
    return new ReferenceNetwork(LAYERS, weights());
  }

  static double[][] pictures(int n) {
    return Tiny.pictures(LAYERS, n);
  }

  static NDArray array(double[][] pictures, NDManager manager) {
    return Tiny.array(LAYERS, pictures, manager);
  }
}
