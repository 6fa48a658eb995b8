package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.revcor.ObserverFailedException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.training.Recipe;

final class NetworkTest {
  private static final Architecture CNN = Recipe.named("mnist-cnn").architecture();

  /** Properties that the shipped network does not have: three planes, odd sizes, 3 x 3 pooling. */
  private static final Architecture COLOURS =
      new Architecture(
          3,
          17,
          14,
          List.of(
              new Layer.Convolution("conv1", 4, 3),
              new Layer.MaxPool(3),
              new Layer.Relu(),
              new Layer.Flatten(),
              new Layer.Linear("logits", 6)));

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @BeforeAll
  static void engine() {
    Engine.getInstance();
  }

  @Test
  void repeatedOutputsAreEqualBitForBitForAnyStrides() {
    for (Architecture architecture : List.of(CNN, COLOURS)) {
      try (Network network =
          Network.of(architecture, Weights.initial(architecture, 5), Device.cpu())) {
        NDArray stimuli = noise(architecture, 64);
        float[] first = network.forward(stimuli).toFloatArray();
        NDArray last = stimuli.transpose(0, 2, 3, 1).duplicate();
        NDArray channelsLast =
            manager.create(last.toFloatArray(), last.getShape()).transpose(0, 3, 1, 2);
        for (int i = 0; i < 5; i++) {
          assertThat(network.forward(stimuli).toFloatArray()).isEqualTo(first);
          assertThat(network.forward(channelsLast).toFloatArray()).isEqualTo(first);
        }
      }
    }
  }

  @Test
  void returnsItsWeightsUnchanged() {
    Weights weights = Weights.initial(COLOURS, 6);
    try (Network network = Network.of(COLOURS, weights, Device.cpu())) {
      assertThat(network.weights().weights()).isEqualTo(weights);
      assertThat(network.bytes()).isEqualTo(4 * (4 * 27 + 4 + 6 * 4 * 5 * 4 + 6));
    }
  }

  @Test
  void aThousandRunsLeaveNothingInTheParentManager() {
    try (Network network = Network.of(CNN, Weights.initial(CNN, 7), Device.cpu())) {
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 1_000; i++) {
        try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
          NDArray stimuli = scope.zeros(new Shape(2, 1, 28, 28));
          NDArray output = network.forward(stimuli);
          assertThat(scope.getManagedArrays()).containsExactlyInAnyOrder(stimuli, output);
        }
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void failureForAnotherShapeNamesTheObserver() {
    ObserverDescription description = Recipe.named("mnist-cnn").describe("mine", List.of(), "");
    try (Observer observer =
        new NetworkObserver(description, Network.of(CNN, Weights.initial(CNN, 8), Device.cpu()))) {
      assertThatThrownBy(() -> observer.forward(manager.zeros(new Shape(2, 1, 20, 20))))
          .isInstanceOf(ObserverFailedException.class)
          .hasMessageStartingWith("observer mine failed: ");
    }
  }

  private NDArray noise(Architecture architecture, int n) {
    Shape shape = new Shape(n, architecture.planes(), architecture.height(), architecture.width());
    SplittableRandom random = new SplittableRandom(9);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return manager.create(values, shape);
  }

  @Test
  void rejectsWeightsOfAnotherNetwork() {
    Architecture cnn = Recipe.named("mnist-cnn").architecture();
    assertRefused(
        () -> new Weights(new LinkedHashMap<>()).requireFit(cnn, "file"),
        "file is without conv1.weight; it must be a file with conv1.weight of shape [20, 1, 5,"
            + " 5]");
  }
}
