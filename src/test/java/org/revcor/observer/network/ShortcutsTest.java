package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.revcor.observer.Edit;
import org.revcor.observer.Precision;
import org.revcor.observer.Units;

final class ShortcutsTest {
  /** Uses row pairs of a padded, normalised convolution, and a large fully connected layer. */
  private static final Architecture COLOURED =
      new Architecture(
          3,
          12,
          11,
          List.of(
              new Layer.Convolution("conv1", 16, 3, 1),
              new Layer.BatchNorm(),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Convolution("conv2", 16, 3, 1),
              new Layer.Relu(),
              new Layer.Flatten(),
              new Layer.Linear("fc1", 100),
              new Layer.Relu(),
              new Layer.Linear("logits", 7)));

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void release() {
    manager.close();
  }

  @Test
  void outputsEqualThoseOfSingleLayersForAnyBatchSize() {
    Weights weights = Tiny.weights(COLOURED);
    List<String> all = new ArrayList<>();
    COLOURED.describe().forEach(layer -> all.add(layer.name()));
    try (Network network = Network.of(COLOURED, weights, Device.cpu());
        Network ordered = Tiny.inOrder(COLOURED, weights)) {
      for (int n : new int[] {1, 16, 67, 96, 250}) {
        NDArray stimuli = Tiny.array(COLOURED, Tiny.images(COLOURED, n), manager);
        List<NDArray> inOrder = ordered.forward(stimuli, all, false);
        float largest = inOrder.getLast().abs().max().getFloat();
        assertThat(network.forward(stimuli).toFloatArray())
            .as("%d stimuli", n)
            .containsExactly(inOrder.getLast().toFloatArray(), within(1e-5f * largest));
        assertThat(network.forward(stimuli, List.of("conv1.pool"), false).getFirst().toFloatArray())
            .containsExactly(
                inOrder.get(all.indexOf("conv1.pool")).toFloatArray(), within(1e-5f * largest));
      }
    }
  }

  @Test
  void editedLayersHaveNoShortcut() {
    Weights weights = Tiny.weights(COLOURED);
    NDArray stimuli = Tiny.array(COLOURED, Tiny.images(COLOURED, 64), manager);
    try (Network network = Network.of(COLOURED, weights, Device.cpu())) {
      float[] unedited = network.forward(stimuli).toFloatArray();
      for (String layer : List.of("conv1", "conv1.norm", "conv1.relu", "conv1.pool", "fc1")) {
        Edit silence = new Edit.Scale(layer, Units.ALL, 0);
        try (Network edited =
            Network.edited(COLOURED, weights, Device.cpu(), List.of(silence), Precision.FLOAT32)) {
          assertThat(edited.forward(stimuli).toFloatArray()).as(layer).isNotEqualTo(unedited);
          NDArray silenced = edited.forward(stimuli, List.of(layer), false).getFirst();
          assertThat(silenced.abs().max().getFloat()).as(layer).isZero();
        }
      }
    }
  }
}
