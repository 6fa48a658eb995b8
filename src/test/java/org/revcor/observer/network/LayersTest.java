package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.LayerDescription.ReceptiveField;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.observer.Window;
import org.revcor.observer.training.Recipe;

final class LayersTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  static List<Architecture> tiny() {
    return List.of(
        Tiny.CONVOLUTIONAL, Tiny.ONE_PLANE, Tiny.NORMALISED, Tiny.RECURRENT, Tiny.AUTO_ENCODER);
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void everyLayerEqualsTheReferenceNetwork(Architecture architecture) {
    ReferenceNetwork reference = new ReferenceNetwork(architecture, Tiny.weights(architecture));
    double[][] images = Tiny.images(architecture, 3);
    try (Observer observer = Tiny.observer(architecture)) {
      List<String> names =
          observer.description().layers().stream().map(LayerDescription::name).toList();
      List<NDArray> together =
          observer.activations(Tiny.array(architecture, images, manager), names);
      for (int layer = 0; layer < names.size(); layer++) {
        String name = names.get(layer);
        float[] alone =
            observer
                .activations(Tiny.array(architecture, images, manager), List.of(name))
                .getFirst()
                .toFloatArray();
        assertThat(together.get(layer).toFloatArray())
            .as(name)
            .containsExactly(alone, within(1e-5f));
        for (int i = 0; i < images.length; i++) {
          double[] expected = reference.activations(images[i]).get(name);
          assertThat(expected).as(name).isNotNull();
          int d = alone.length / images.length;
          assertThat(d).isEqualTo(expected.length);
          for (int j = 0; j < d; j++) {
            assertThat((double) alone[i * d + j]).as(name).isCloseTo(expected[j], within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void layersOfThePapersCnn() {
    List<LayerDescription> layers =
        Recipe.named("mnist-cnn").describe("mine", List.of(), "").layers();
    assertThat(layers)
        .containsExactly(
            new LayerDescription("input", 1, 28, 28, field(1, 1, 0), false),
            new LayerDescription("conv1", 20, 24, 24, field(5, 1, 0), true),
            new LayerDescription("conv1.relu", 20, 24, 24, field(5, 1, 0), false),
            new LayerDescription("conv1.pool", 20, 12, 12, field(6, 2, 0), false),
            new LayerDescription("conv2", 50, 8, 8, field(14, 2, 0), true),
            new LayerDescription("conv2.relu", 50, 8, 8, field(14, 2, 0), false),
            new LayerDescription("conv2.pool", 50, 4, 4, field(16, 4, 0), false),
            new LayerDescription("fc1", 500, 1, 1, Optional.empty(), true),
            LayerDescription.flat("fc1.relu", 500),
            new LayerDescription("logits", 10, 1, 1, Optional.empty(), true));
  }

  /** The paper's sizes are 3, 5, 14 and 32 for layers 1, 2, 4 and 6. */
  @Test
  void receptiveFieldsOfTheCifarCnn() {
    List<LayerDescription> layers =
        Recipe.named("cifar10-cnn").describe("mine", List.of(), "").layers();
    assertThat(layers)
        .filteredOn(layer -> layer.name().matches("conv\\d"))
        .extracting(layer -> layer.field().orElseThrow())
        .containsExactly(
            new ReceptiveField(3, 1, -1),
            new ReceptiveField(5, 1, -2),
            new ReceptiveField(10, 2, -4),
            new ReceptiveField(14, 2, -6),
            new ReceptiveField(24, 4, -10),
            new ReceptiveField(32, 4, -14));
  }

  @Test
  void unitDependsOnlyOnItsReceptiveField() {
    Architecture shape = Tiny.CONVOLUTIONAL;
    try (Observer observer = Tiny.observer(shape)) {
      for (LayerDescription layer : observer.description().layers()) {
        if (layer.field().isEmpty() || layer.isFlat()) {
          continue;
        }
        for (Units.Unit unit : Units.ALL.in(layer, "")) {
          Window window =
              layer.field().get().window(unit.row(), unit.column(), shape.height(), shape.width());
          float[] gradient =
              observer
                  .gradient(
                      Tiny.array(shape, Tiny.images(shape, 1), manager),
                      layer.name(),
                      values -> values.reshape(1, layer.units()).get(":, " + unit.index(layer)))
                  .gradient()
                  .toFloatArray();
          for (int i = 0; i < gradient.length; i++) {
            int row = i / shape.width() % shape.height();
            int column = i % shape.width();
            boolean inside =
                row >= window.top()
                    && row < window.top() + window.height()
                    && column >= window.left()
                    && column < window.left() + window.width();
            assertThat(inside || gradient[i] == 0).as("%s, pixel %d", unit, i).isTrue();
          }
        }
      }
    }
  }

  @Test
  void returnsActivationsOfUnitsInTheOrderOfTheirNames() {
    Architecture shape = Tiny.CONVOLUTIONAL;
    double[][] images = Tiny.images(shape, 2);
    double[] expected =
        new ReferenceNetwork(shape, Tiny.weights(shape))
            .activations(images[1])
            .getOrDefault("conv2", new double[0]);
    try (Observer observer = Tiny.observer(shape)) {
      UnitReadout some =
          new UnitReadout(
              "conv2", new Units(Indices.parse("", "3, 0-1"), new Units.Position.At(1, 0)));
      assertThat(some.channels(observer.description()))
          .containsExactly("conv2[3,1,0]", "conv2[0,1,0]", "conv2[1,1,0]");
      NDArray values =
          observer.activations(Tiny.array(shape, images, manager), List.of("conv2")).getFirst();
      float[] responses = some.responses(values, observer.description()).toFloatArray();
      assertThat(responses).hasSize(6);
      int[] planes = {3, 0, 1};
      for (int i = 0; i < 3; i++) {
        assertThat((double) responses[3 + i]).isCloseTo(expected[planes[i] * 4 + 2], within(1e-5));
      }
      UnitReadout all = new UnitReadout("conv2", Units.ALL);
      assertThat(all.channels(observer.description())).hasSize(16).contains("conv2[2,1,1]");
      assertThat(all.responses(values, observer.description()).get(1).toFloatArray())
          .isEqualTo(values.get(1).flatten().toFloatArray());
      assertThat(new UnitReadout("fc1", Units.CENTRES).channels(observer.description()))
          .containsExactly("fc1[0]", "fc1[1]", "fc1[2]", "fc1[3]", "fc1[4]");
    }
  }

  @Test
  void windowsAreTheReceptiveFields() {
    ObserverDescription cnn = Recipe.named("mnist-cnn").describe("mine", List.of(), "");
    assertThat(new UnitReadout("conv1", Units.CENTRES).windows(cnn))
        .hasSize(20)
        .containsOnly(new Window(12, 12, 5, 5));
    assertThat(new UnitReadout("conv2", Units.CENTRES).windows(cnn))
        .hasSize(50)
        .containsOnly(new Window(8, 8, 14, 14));
    assertThat(new UnitReadout("conv1", Units.ALL).windows(cnn))
        .hasSize(20 * 24 * 24)
        .startsWith(new Window(0, 0, 5, 5), new Window(0, 1, 5, 5))
        .endsWith(new Window(23, 22, 5, 5), new Window(23, 23, 5, 5));
    assertThat(new UnitReadout("fc1", Units.ALL).windows(cnn))
        .hasSize(500)
        .containsOnly(Window.whole(28, 28));
    assertThat(new UnitReadout("conv1", Units.CENTRES, false).windows(cnn))
        .hasSize(20)
        .containsOnly(Window.whole(28, 28));
  }

  @Test
  void windowsAtABorderAreInsideTheImage() {
    ObserverDescription padded = Recipe.named("cifar10-cnn").describe("mine", List.of(), "");
    assertThat(
            new UnitReadout("conv1", new Units(Indices.ALL, new Units.Position.At(0, 31)))
                .windows(padded))
        .containsOnly(new Window(0, 29, 3, 3));
    assertThat(new UnitReadout("conv6", Units.ALL).windows(padded))
        .containsOnly(Window.whole(32, 32));
  }

  @Test
  void rejectsAnUnknownLayer() {
    ObserverDescription cnn = Recipe.named("mnist-cnn").describe("mine", List.of(), "");
    assertRefused(
        () -> new UnitReadout("conv3", Units.ALL).channels(cnn),
        "study.readout.layer is conv3; it must be one of input, conv1, conv1.relu, conv1.pool,"
            + " conv2, conv2.relu, conv2.pool, fc1, fc1.relu, logits; did you mean conv1? (the"
            + " layers of mine)");
  }

  @Test
  void rejectsAnUnknownUnit() {
    ObserverDescription cnn = Recipe.named("mnist-cnn").describe("mine", List.of(), "");
    assertRefused(
        () ->
            new UnitReadout(
                    "conv2", new Units(Indices.parse("", "3, 48-50"), new Units.Position.Centre()))
                .channels(cnn),
        "study.readout.units is 3,48-50; it must be from 0 to 49 for conv2");
    assertThatThrownBy(
            () ->
                new UnitReadout("conv2", new Units(Indices.ALL, new Units.Position.At(8, 0)))
                    .channels(cnn))
        .hasMessage(
            "study.readout.at is [8, 0]; it must be a row from 0 to 7 and a column from 0 to 7 for"
                + " conv2");
  }

  private static Optional<ReceptiveField> field(int size, int stride, int offset) {
    return Optional.of(new ReceptiveField(size, stride, offset));
  }
}
