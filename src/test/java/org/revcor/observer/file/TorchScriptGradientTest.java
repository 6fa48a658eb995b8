package org.revcor.observer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.ObserverFailedException;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.observer.network.ReferenceNetwork;
import org.revcor.observer.network.Tiny;
import org.revcor.observer.training.GradientsAtOnce;

final class TorchScriptGradientTest {
  private static final double STEP = 1e-6;

  /** Maximum number of garbage collections; other threads may hold memory that is new. */
  private static final int MAX_COLLECTIONS = 50;

  private final List<ByteBuffer> written = new ArrayList<>();
  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @Test
  void gradientOfAnOutputIsTheFiniteDifference() {
    double[][] images = TorchScriptNetworks.images(3);
    ReferenceNetwork reference = TorchScriptNetworks.reference();
    try (Observer observer = load(new Scale.Unit())) {
      NDArray found = gradient(observer, images, "output", values -> values.get(":, 1"));
      assertThat(found.getShape()).isEqualTo(new Shape(3, 2, 6, 5));
      float[] values = found.toFloatArray();
      for (int i = 0; i < images.length; i++) {
        for (int j = 0; j < images[i].length; j++) {
          double slope =
              (reference.output(moved(images[i], j, STEP))[1]
                      - reference.output(moved(images[i], j, -STEP))[1])
                  / (2 * STEP);
          assertThat((double) values[i * images[i].length + j]).isCloseTo(slope, within(1e-4));
        }
      }
    }
  }

  @Test
  void equalsTheGradientOfTheSameArchitecture() {
    double[][] images = TorchScriptNetworks.images(40);
    try (Observer observer = load(new Scale.Unit());
        Observer own = Tiny.observer(TorchScriptNetworks.LAYERS, TorchScriptNetworks.weights())) {
      assertEqual(
          gradient(observer, images, "output", logits -> logits.softmax(1).get(":, 2")),
          gradient(own, images, "logits", logits -> logits.softmax(1).get(":, 2")));
      assertEqual(
          gradient(observer, images, "fc1", values -> values.get(":, 3")),
          gradient(own, images, "fc1", values -> values.get(":, 3")));
      assertEqual(
          gradient(observer, images, "rows", values -> values.get(":, 2, 7, 0").square()),
          gradient(own, images, "conv1", values -> values.get(":, 2, 2, 1").square()));
    }
  }

  @Test
  void gradientIsWithRespectToTheUnscaledStimulus() {
    double[][] images = TorchScriptNetworks.images(3);
    Scale scale = new Scale.Standard(List.of(0.25, 0.5), List.of(0.5, 2.0));
    double[][] scaled = images.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = images[i].clone();
      for (int j = 0; j < 30; j++) {
        scaled[i][j] = (images[i][j] - 0.25) / 0.5;
        scaled[i][30 + j] = (images[i][30 + j] - 0.5) / 2;
      }
    }
    try (Observer plain = load(new Scale.Unit());
        Observer observer = load(scale)) {
      float[] inner =
          gradient(plain, scaled, "output", values -> values.get(":, 0")).toFloatArray();
      float[] outer =
          gradient(observer, images, "output", values -> values.get(":, 0")).toFloatArray();
      for (int i = 0; i < outer.length; i++) {
        assertThat(outer[i])
            .isCloseTo(i / 30 % 2 == 0 ? 2 * inner[i] : inner[i] / 2, within(1e-6f));
      }
    }
  }

  @Test
  void returnsTheLayerAndChangesNeitherStimuliNorOutputs() {
    NDArray stimuli = TorchScriptNetworks.array(TorchScriptNetworks.images(4), manager);
    try (Observer observer = load(new Scale.Unit())) {
      float[] output = observer.forward(stimuli).toFloatArray();
      Observer.Gradient first = observer.gradient(stimuli, "fc1", NDArray::sum);
      Observer.Gradient second = observer.gradient(stimuli, "fc1", NDArray::sum);
      assertThat(second.gradient().toFloatArray()).isEqualTo(first.gradient().toFloatArray());
      assertThat(first.values().toFloatArray())
          .isEqualTo(observer.activations(stimuli, List.of("fc1")).getFirst().toFloatArray());
      assertThat(first.values().hasGradient()).isFalse();
      assertThat(stimuli.hasGradient()).isFalse();
      assertThat(observer.forward(stimuli).toFloatArray()).isEqualTo(output);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "linear, LOGITS, LOGIT",
    "one-logit, LOGITS, CENTRED_PROBABILITY",
    "softmax, PROBABILITIES, CENTRED_PROBABILITY"
  })
  void backwardPassNeedsNoMemoryThatJavaFrees(
      String network, OutputKind output, ClassReadout readout) {
    ObserverSource source =
        NetworkFile.of(TorchScriptNetworks.path(network), List.of(1, 4, 4), output, List.of())
            .open();
    Observer.Objective response =
        values -> readout.responses(values, source.description()).get(":, 1");
    try (Observer observer = source.load(Device.cpu())) {
      NDArray stimuli = manager.ones(new Shape(2, 1, 4, 4));
      float[] expected = observer.gradient(stimuli, "output", response).gradient().toFloatArray();
      Observer.Gradient found =
          observer.gradient(
              stimuli,
              "output",
              values -> {
                NDArray responses = response.of(values);
                reuseFreedMemory();
                return responses;
              });
      assertThat(found.gradient().toFloatArray()).isEqualTo(expected);
    }
  }

  /** Has Java free all memory of the engine's size that nothing refers to, and writes into it. */
  private void reuseFreedMemory() {
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    long before = direct.getCount();
    ByteBuffer.allocateDirect(Float.BYTES);
    int collections = 0;
    do {
      System.gc();
    } while (direct.getCount() > before && ++collections < MAX_COLLECTIONS);
    for (int i = 0; i < 1_000; i++) {
      written.add(ByteBuffer.allocateDirect(Float.BYTES).putFloat(0, Float.NaN));
    }
  }

  @Test
  void dropoutIsOff() {
    try (Observer observer = open("dropout").load(Device.cpu())) {
      Observer.Gradient gradient =
          observer.gradient(
              manager.ones(new Shape(2, 1, 4, 4)), "output", values -> values.get(":, 0"));
      float[] values = gradient.gradient().toFloatArray();
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).isEqualTo(i % 16 / 16f);
      }
    }
  }

  @Test
  void differentiatesDoublesAsFloats() {
    try (Observer observer = open("doubles").load(Device.cpu())) {
      assertThat(
              observer
                  .gradient(
                      manager.ones(new Shape(1, 1, 4, 4)), "output", values -> values.get(":, 0"))
                  .gradient()
                  .toFloatArray())
          .startsWith(0, 1 / 16f, 2 / 16f);
    }
  }

  @Test
  void networksWithoutGradientsRunButRejectGradients() {
    for (String network : List.of("black-box", "no-slope")) {
      ObserverSource source = open(network);
      assertThat(source.description().differentiable()).isFalse();
      try (Observer observer = source.load(Device.cpu())) {
        NDArray stimuli = manager.ones(new Shape(1, 1, 4, 4));
        assertThat(observer.forward(stimuli).toFloatArray()).containsExactly(7.5f, 7.5f, 7.5f);
        assertThatThrownBy(() -> observer.gradient(stimuli, "output", NDArray::sum))
            .isInstanceOf(ObserverFailedException.class)
            .hasMessage(
                "observer %s.pt is a black box; gradients need a TorchScript file whose operations PyTorch can differentiate"
                    .formatted(network));
      }
    }
  }

  @Test
  void failsForALayerWithoutGradient() {
    ObserverSource source =
        NetworkFile.of(
                TorchScriptNetworks.path("cut-layer"),
                List.of(2, 6, 5),
                OutputKind.LOGITS,
                List.of("a", "b", "c"))
            .open();
    assertThat(source.description().differentiable()).isTrue();
    try (Observer observer = source.load(Device.cpu())) {
      NDArray stimuli = TorchScriptNetworks.array(TorchScriptNetworks.images(2), manager);
      assertThatThrownBy(() -> observer.gradient(stimuli, "hidden1", NDArray::sum))
          .isInstanceOf(ObserverFailedException.class)
          .hasMessageStartingWith(
              "observer cut-layer.pt failed: element 0 of tensors does not require grad");
      assertThat(observer.gradient(stimuli, "output", NDArray::sum).gradient().getShape())
          .isEqualTo(stimuli.getShape());
    }
  }

  @Test
  void lanesComputeGradientsAtOnceDuringATraining() throws Exception {
    GradientsAtOnce.assertEqualToAlone(
        TorchScriptNetworks.file(new Scale.Bytes()).open(), TorchScriptNetworks.LAYERS, "output");
  }

  private static ObserverSource open(String network) {
    return NetworkFile.of(
            TorchScriptNetworks.path(network), List.of(1, 4, 4), OutputKind.LOGITS, List.of())
        .open();
  }

  private static Observer load(Scale scale) {
    return TorchScriptNetworks.file(scale).open().load(Device.cpu());
  }

  private NDArray gradient(
      Observer observer, double[][] images, String layer, Observer.Objective objective) {
    return observer
        .gradient(TorchScriptNetworks.array(images, manager), layer, objective)
        .gradient();
  }

  private static void assertEqual(NDArray found, NDArray expected) {
    float[] values = expected.toFloatArray();
    assertThat(values).isNotEqualTo(new float[values.length]);
    assertThat(found.toFloatArray()).containsExactly(values, within(1e-6f));
  }

  private static double[] moved(double[] image, int pixel, double step) {
    double[] moved = image.clone();
    moved[pixel] += step;
    return moved;
  }
}
