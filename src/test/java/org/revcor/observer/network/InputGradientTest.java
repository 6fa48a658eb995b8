package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.observer.Observer;
import org.revcor.observer.training.GradientsAtOnce;
import org.revcor.observer.training.Recipe;

final class InputGradientTest {
  private static final double STEP = 1e-6;

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  static List<Architecture> tiny() {
    return LayersTest.tiny();
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void gradientOfAnOutputIsTheFiniteDifference(Architecture shape) {
    ReferenceNetwork reference = new ReferenceNetwork(shape, Tiny.weights(shape));
    double[][] images = Tiny.images(shape, 3);
    try (Observer observer = Tiny.observer(shape)) {
      String output = observer.description().outputLayer().name();
      Observer.Gradient gradient =
          observer.gradient(
              Tiny.array(shape, images, manager), output, values -> values.get(":, 1"));
      assertThat(gradient.gradient().getShape())
          .isEqualTo(Tiny.array(shape, images, manager).getShape());
      float[] found = gradient.gradient().toFloatArray();
      for (int i = 0; i < images.length; i++) {
        for (int j = 0; j < images[i].length; j++) {
          double[] more = images[i].clone();
          double[] less = images[i].clone();
          more[j] += STEP;
          less[j] -= STEP;
          double slope = (reference.output(more)[1] - reference.output(less)[1]) / (2 * STEP);
          assertThat((double) found[i * images[i].length + j]).isCloseTo(slope, within(1e-4));
        }
      }
    }
  }

  @Test
  void gradientOfADifferentProbabilityForEachStimulus() {
    Architecture shape = Tiny.CONVOLUTIONAL;
    ReferenceNetwork reference = new ReferenceNetwork(shape, Tiny.weights(shape));
    double[][] images = Tiny.images(shape, 3);
    try (Observer observer = Tiny.observer(shape)) {
      float[] found =
          observer
              .gradient(
                  Tiny.array(shape, images, manager),
                  "logits",
                  logits ->
                      logits
                          .softmax(1)
                          .gather(manager.create(new long[] {0, 1, 2}).reshape(3, 1), 1))
              .gradient()
              .toFloatArray();
      for (int i = 0; i < images.length; i++) {
        double[] more = images[i].clone();
        double[] less = images[i].clone();
        more[20] += STEP;
        less[20] -= STEP;
        double slope =
            (softmax(reference.output(more))[i] - softmax(reference.output(less))[i]) / (2 * STEP);
        assertThat((double) found[i * images[i].length + 20]).isCloseTo(slope, within(1e-4));
      }
    }
  }

  @Test
  void returnsTheLayerAndDoesNotChangeTheStimuli() {
    Architecture shape = Tiny.CONVOLUTIONAL;
    NDArray stimuli = Tiny.array(shape, Tiny.images(shape, 4), manager);
    try (Observer observer = Tiny.observer(shape)) {
      Observer.Gradient first = observer.gradient(stimuli, "fc1", NDArray::sum);
      Observer.Gradient second = observer.gradient(stimuli, "fc1", NDArray::sum);
      assertThat(second.gradient().toFloatArray()).isEqualTo(first.gradient().toFloatArray());
      assertThat(first.values().toFloatArray())
          .isEqualTo(observer.activations(stimuli, List.of("fc1")).getFirst().toFloatArray());
      assertThat(stimuli.hasGradient()).isFalse();
      assertThat(first.values().hasGradient()).isFalse();
    }
  }

  @Test
  void gradientLeavesOnlyItsResultInTheParentManager() {
    Architecture shape = Tiny.NORMALISED;
    try (Network network = Network.of(shape, Tiny.weights(shape), Device.cpu());
        NDManager scope = manager.newSubManager()) {
      NDArray stimuli = Tiny.array(shape, Tiny.images(shape, 70), scope);
      network.gradient(stimuli, "logits", NDArray::square);
      int first = scope.getManagedArrays().size();
      network.gradient(stimuli, "logits", NDArray::square);
      assertThat(scope.getManagedArrays()).hasSize(first + 2);
    }
  }

  @Test
  void lanesComputeGradientsAtOnceDuringATraining() throws Exception {
    Architecture cnn = Recipe.named("mnist-cnn").architecture();
    GradientsAtOnce.assertEqualToAlone(Tiny.source(cnn), cnn, "logits");
  }

  private static double[] softmax(double[] logits) {
    double[] exps = Arrays.stream(logits).map(Math::exp).toArray();
    double all = Arrays.stream(exps).sum();
    return Arrays.stream(exps).map(value -> value / all).toArray();
  }
}
