package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Units;
import org.revcor.observer.network.VectorObserver.SharedKernels;

/** Vector kernels agree with double precision and with the engine, forward and backward. */
@Tag("full")
final class VectorObserverTest {
  /** Fields of 3 x 3, odd sizes, numbers of planes that blocks of five alone do not divide. */
  private static final Architecture ODD =
      new Architecture(
          3,
          17,
          14,
          List.of(
              new Layer.Convolution("conv1", 7, 3),
              new Layer.MaxPool(3),
              new Layer.Relu(),
              new Layer.Convolution("conv2", 11, 2, 1),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Flatten(),
              new Layer.Linear("logits", 6)));

  /** One plane of an even size, a kernel as large as the input, an even number of outputs. */
  private static final Architecture EVEN =
      new Architecture(
          1,
          12,
          10,
          List.of(
              new Layer.Convolution("conv1", 2, 5, 2),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Convolution("conv2", 3, 5),
              new Layer.Tanh(),
              new Layer.Flatten(),
              new Layer.Linear("logits", 1)));

  /**
   * A pooled convolution by Winograd: fields that overlap, odd numbers of planes and outputs, and a
   * row and a column that pooling drops.
   */
  private static final Architecture WINOGRAD =
      new Architecture(
          1,
          9,
          15,
          List.of(
              new Layer.Convolution("conv1", 17, 3),
              new Layer.Relu(),
              new Layer.Convolution("conv2", 19, 5, 1),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Flatten(),
              new Layer.Linear("logits", 4)));

  /**
   * Winograd with filters of 3 x 3, pooled and not, with all paddings; the last convolution has a
   * size that fields do not divide, and its gradient one that they do.
   */
  private static final Architecture WINOGRAD_3 =
      new Architecture(
          1,
          14,
          22,
          List.of(
              new Layer.Convolution("conv1", 17, 3),
              new Layer.Relu(),
              new Layer.Convolution("conv2", 19, 3, 1),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Convolution("conv3", 23, 3, 2),
              new Layer.BatchNorm(),
              new Layer.Relu(),
              new Layer.Convolution("conv4", 16, 3),
              new Layer.MaxPool(2),
              new Layer.Flatten(),
              new Layer.Linear("logits", 4)));

  /** Parts of a row of fields, a row and a column that pooling drops, and 5 x 5 unpooled. */
  private static final Architecture PARTS =
      new Architecture(
          16,
          13,
          17,
          List.of(
              new Layer.Convolution("conv1", 18, 3, 1),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Convolution("conv2", 21, 5, 2),
              new Layer.Relu(),
              new Layer.Flatten(),
              new Layer.Linear("logits", 3)));

  /** Two parts of two rows of fields. */
  private static final Architecture ROWS_OF_FIELDS =
      new Architecture(
          16,
          16,
          8,
          List.of(
              new Layer.Convolution("conv1", 16, 3, 1),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Flatten(),
              new Layer.Linear("logits", 2)));

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  static List<Architecture> covered() {
    return List.of(
        Tiny.CONVOLUTIONAL,
        Tiny.ONE_PLANE,
        Tiny.NORMALISED,
        Tiny.AUTO_ENCODER,
        ODD,
        EVEN,
        WINOGRAD,
        WINOGRAD_3,
        PARTS,
        ROWS_OF_FIELDS);
  }

  @BeforeAll
  static void engine() {
    assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    Engine.getInstance();
  }

  private static Observer vector(Architecture architecture, Edit... edits) {
    return Tiny.source(architecture).edited(List.of(edits)).withVectorKernels().load(Device.cpu());
  }

  /** Differences are at most 1e-5 of the largest value, or of 1. */
  private static void assertClose(String name, float[] actual, float[] expected) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(expected, actual, 1e-5f * Math.max(1, largest), name);
  }

  @ParameterizedTest
  @MethodSource("covered")
  void everyLayerEqualsTheReferenceNetwork(Architecture architecture) {
    ReferenceNetwork reference = new ReferenceNetwork(architecture, Tiny.weights(architecture));
    for (int n : List.of(1, 37, 70)) {
      double[][] images = Tiny.images(architecture, n);
      NDArray stimuli = Tiny.array(architecture, images, manager);
      try (Observer observer = vector(architecture)) {
        List<String> names =
            observer.description().layers().stream().map(LayerDescription::name).toList();
        List<Map<String, double[]>> ofImage =
            Stream.of(images).map(reference::activations).toList();
        List<NDArray> together = observer.activations(stimuli, names);
        for (String name : names) {
          float[] alone = observer.activations(stimuli, List.of(name)).getFirst().toFloatArray();
          assertClose(name, together.get(names.indexOf(name)).toFloatArray(), alone);
          float[] expected = new float[alone.length];
          for (int i = 0; i < alone.length; i++) {
            double[] values =
                ofImage.get((int) ((long) i * n / alone.length)).getOrDefault(name, new double[0]);
            expected[i] = (float) values[i % values.length];
          }
          assertClose(name, alone, expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("covered")
  void gradientOfEveryLayerEqualsThatOfTheEngine(Architecture architecture) {
    NDArray stimuli = Tiny.array(architecture, Tiny.images(architecture, 37), manager);
    try (Observer engine = Tiny.source(architecture).load(Device.cpu());
        Observer observer = vector(architecture)) {
      for (LayerDescription layer : observer.description().layers()) {
        NDArray weights = manager.arange(layer.units()).sub(3).div(layer.units());
        Observer.Objective objective = values -> values.reshape(37, -1).square().mul(weights);
        Observer.Gradient expected = engine.gradient(stimuli, layer.name(), objective);
        Observer.Gradient actual = observer.gradient(stimuli, layer.name(), objective);
        assertThat(actual.values().getShape()).isEqualTo(expected.values().getShape());
        assertThat(actual.gradient().getShape()).isEqualTo(stimuli.getShape());
        assertClose(
            layer.name(), actual.gradient().toFloatArray(), expected.gradient().toFloatArray());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("covered")
  void editsEqualThoseOfTheEngine(Architecture architecture) {
    NDArray stimuli = Tiny.array(architecture, Tiny.images(architecture, 19), manager);
    for (LayerDescription layer : architecture.describe()) {
      List<Edit> edits = new ArrayList<>();
      edits.add(new Edit.Scale(layer.name(), Units.ALL, 0.5f));
      float[] values = new float[layer.units()];
      IntStream.range(0, values.length).forEach(i -> values[i] = i % 3);
      edits.add(new Edit.Inject(layer.name(), values, 0.25f));
      if (layer.hasBias()) {
        edits.add(new Edit.AddBias(layer.name(), Indices.ALL, new float[] {0.5f}));
      }
      ObserverSource source = Tiny.source(architecture).edited(edits);
      try (Observer engine = source.load(Device.cpu());
          Observer observer = source.withVectorKernels().load(Device.cpu())) {
        assertClose(
            layer.name(),
            observer.forward(stimuli).toFloatArray(),
            engine.forward(stimuli).toFloatArray());
        Observer.Objective objective = output -> output.square();
        String output = architecture.outputLayer();
        assertClose(
            layer.name(),
            observer.gradient(stimuli, output, objective).gradient().toFloatArray(),
            engine.gradient(stimuli, output, objective).gradient().toFloatArray());
      }
    }
  }

  @Test
  void bitsDoNotDependOnStridesAndEarlierBatches() {
    NDArray stimuli = Tiny.array(ODD, Tiny.images(ODD, 40), manager);
    NDArray last = stimuli.transpose(0, 2, 3, 1).duplicate();
    NDArray channelsLast =
        manager.create(last.toFloatArray(), last.getShape()).transpose(0, 3, 1, 2);
    try (Observer observer = vector(ODD)) {
      float[] first = observer.forward(stimuli).toFloatArray();
      observer.gradient(stimuli.get("0:7"), "conv2", NDArray::square);
      assertThat(observer.forward(channelsLast).toFloatArray()).isEqualTo(first);
    }
  }

  /** So that the study fails with a message about its outputs. */
  @ParameterizedTest
  @CsvSource({"conv1.weight, NaN", "conv1.weight, Infinity", "conv2.weight, NaN"})
  void outputsOfWeightsThatAreNotFiniteAreNotFinite(String name, float value) {
    Weights weights = Weights.initial(WINOGRAD, 1);
    weights.values(name)[0] = value;
    NDArray stimuli = Tiny.array(WINOGRAD, Tiny.images(WINOGRAD, 3), manager);
    try (Observer observer =
        new VectorObserver(
            Tiny.source(WINOGRAD).description(), new SharedKernels(WINOGRAD, weights, List.of()))) {
      for (float output : observer.forward(stimuli).toFloatArray()) {
        assertThat(output).isNaN();
      }
    }
  }

  @Test
  void aPixelThatIsNoNumberReachesTheOutputs() {
    double[][] images = Tiny.images(Tiny.ONE_PLANE, 1);
    images[0][0] = Double.NaN;
    try (Observer observer = vector(Tiny.ONE_PLANE)) {
      NDArray stimuli = Tiny.array(Tiny.ONE_PLANE, images, manager);
      assertThat(observer.forward(stimuli).toFloatArray()).containsOnly(Float.NaN);
    }
  }

  @Test
  void onlyAFullyConnectedLayerMayFollowFlattening() {
    Architecture activated =
        new Architecture(
            1,
            4,
            4,
            List.of(
                new Layer.Convolution("conv1", 3, 3),
                new Layer.Flatten(),
                new Layer.Relu(),
                new Layer.Linear("logits", 2)));
    assertThat(KernelPlan.covers(activated)).isFalse();
  }

  @Test
  void otherLayersAreLeftToTheEngine() {
    assertThat(Tiny.source(Tiny.RECURRENT).supportsVectorKernels()).isFalse();
    ObserverSource source = Tiny.source(Tiny.RECURRENT);
    assertThat(source.withVectorKernels()).isSameAs(source);
  }
}
