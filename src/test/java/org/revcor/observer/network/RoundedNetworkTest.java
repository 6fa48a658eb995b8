package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Precision;
import org.revcor.observer.Units;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.training.Recipe;

/** Tests networks in half precision. */
final class RoundedNetworkTest {
  private static final int IMAGES = 100;

  /** Relative rounding error of 8 significant bits. */
  private static final double ROUNDING = Math.scalb(1.0, -9);

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @TempDir private Path folder;

  @BeforeEach
  void engine() throws IOException {
    HalfPrecision.assumeBfloat16();
    Engine.getInstance();
  }

  /**
   * Each layer rounds its weights, inputs and results. In the worst case, the relative errors of
   * these three roundings add up.
   */
  @ParameterizedTest
  @ValueSource(strings = {"mnist-cnn", "mnist-mlp", "mnist-rnn", "mnist-logistic", "cifar10-cnn"})
  void outputErrorIsWithinTheRoundingErrorsOfItsLayers(String name) {
    ObserverSource source = new Catalogue(folder).named(name);
    Architecture architecture = Recipe.named(name).architecture();
    try (Observer exact = source.load(Device.cpu());
        Observer rounded = source.withPrecision(Precision.BFLOAT16).load(Device.cpu())) {
      NDArray images = images(architecture, 20);
      NDArray output = rounded.forward(images);
      assertThat(output.getDataType()).isEqualTo(DataType.FLOAT32);
      double layers =
          architecture.stages().stream().filter(stage -> !stage.parameters().isEmpty()).count();
      double steps = name.equals("mnist-rnn") ? architecture.height() : 1;
      assertThat(difference(exact.forward(images), output))
          .isPositive()
          .isLessThan(3 * layers * steps * ROUNDING);
    }
  }

  @Test
  void everyLayerReturnsFloat32() {
    for (Architecture architecture : PrecisionProbe.TESTED) {
      Weights weights = Weights.initial(architecture, 1);
      List<String> layers = architecture.describe().stream().map(LayerDescription::name).toList();
      try (Network exact = Network.of(architecture, weights, Device.cpu());
          Network rounded =
              Network.edited(architecture, weights, Device.cpu(), List.of(), Precision.BFLOAT16)) {
        NDArray images = images(architecture, IMAGES);
        List<NDArray> expected = exact.forward(images, layers, false);
        List<NDArray> values = rounded.forward(images, layers, false);
        for (int i = 0; i < layers.size(); i++) {
          assertThat(values.get(i).getDataType()).isEqualTo(DataType.FLOAT32);
          assertThat(values.get(i).getShape()).isEqualTo(expected.get(i).getShape());
          assertThat(difference(expected.get(i), values.get(i)))
              .as(layers.get(i))
              .isLessThan(3 * (i + 1) * ROUNDING);
        }
      }
    }
  }

  @Test
  void editsApplyToRoundedValues() {
    ObserverSource edited =
        new Catalogue(folder)
            .named("mnist-cnn")
            .edited(
                List.of(
                    new Edit.Scale(
                        "conv1.relu",
                        new Units(Indices.ALL, new Units.Position.Everywhere()),
                        0.5f)));
    try (Observer exact = edited.load(Device.cpu());
        Observer rounded = edited.withPrecision(Precision.BFLOAT16).load(Device.cpu())) {
      NDArray images = images(Recipe.named("mnist-cnn").architecture(), IMAGES);
      assertThat(difference(exact.forward(images), rounded.forward(images)))
          .isPositive()
          .isLessThan(3 * 5 * ROUNDING);
    }
  }

  @Test
  void runLeavesOnlyItsOutputInTheManager() {
    Architecture cnn = Recipe.named("mnist-cnn").architecture();
    Network network =
        Network.edited(cnn, Weights.initial(cnn, 1), Device.cpu(), List.of(), Precision.BFLOAT16);
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = scope.zeros(new Shape(2, 1, 28, 28));
      network.forward(images);
      assertThat(scope.getManagedArrays()).hasSize(2);
    } finally {
      network.close();
    }
  }

  @Test
  void differsFromTheObserverInFloat32() {
    ObserverSource source = new Catalogue(folder).named("mnist-logistic");
    ObserverSource rounded = source.withPrecision(Precision.BFLOAT16);
    assertThat(rounded)
        .isNotEqualTo(source)
        .isEqualTo(new Catalogue(folder).named("mnist-logistic").withPrecision(Precision.BFLOAT16));
    assertThat(rounded.withPrecision(Precision.FLOAT32)).isEqualTo(source);
    assertThat(rounded.precision()).isEqualTo(Precision.BFLOAT16);
  }

  private NDArray images(Architecture architecture, int count) {
    SplittableRandom random = new SplittableRandom(7);
    int values = architecture.planes() * architecture.height() * architecture.width();
    float[] noise = new float[count * values];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextDouble();
    }
    return manager.create(
        noise,
        new Shape(count, architecture.planes(), architecture.height(), architecture.width()));
  }

  /** Returns the root mean square of the difference relative to that of the values. */
  private static double difference(NDArray exact, NDArray rounded) {
    float[] one = exact.toFloatArray();
    float[] other = rounded.toFloatArray();
    double squares = 0;
    double differences = 0;
    for (int i = 0; i < one.length; i++) {
      squares += (double) one[i] * one[i];
      differences += Math.pow((double) other[i] - one[i], 2);
    }
    return Math.sqrt(differences / squares);
  }
}
