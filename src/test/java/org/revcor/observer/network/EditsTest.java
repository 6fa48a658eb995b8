package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Units;

final class EditsTest {
  private static final Architecture SHAPE = Tiny.CONVOLUTIONAL;

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final ObserverSource original = Tiny.source(SHAPE);
  private final NDArray stimuli = Tiny.array(SHAPE, Tiny.images(SHAPE, 5), manager);

  @Test
  void biasEditEqualsANetworkWithThatBias() {
    Edit edit = new Edit.AddBias("conv2", Indices.parse("", "0,2"), new float[] {.5f, -2});
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(Tiny.weights(SHAPE).tensors());
    float[] bias = Tiny.weights(SHAPE).values("conv2.bias").clone();
    bias[0] += .5f;
    bias[2] -= 2;
    tensors.put("conv2.bias", new Tensor(List.of(4), bias));
    try (Network built = Network.of(SHAPE, new Weights(tensors), Device.cpu())) {
      assertThat(output(original.edited(List.of(edit))))
          .isEqualTo(built.forward(stimuli).toFloatArray())
          .isNotEqualTo(output(original));
    }
  }

  @Test
  void lesionSilencesOnlyItsUnits() {
    Edit lesion = new Edit.Scale("conv1.relu", new Units(Indices.parse("", "1"), everywhere()), 0);
    float[] before = values(original, "conv1.relu");
    float[] after = values(original.edited(List.of(lesion)), "conv1.relu");
    int map = 7 * 6;
    for (int i = 0; i < before.length; i++) {
      if (i / map % 3 == 1) {
        assertThat(after[i]).isZero();
      } else {
        assertThat(after[i]).isCloseTo(before[i], within(1e-6f));
      }
    }
    assertThat(output(original.edited(List.of(lesion)))).isNotEqualTo(output(original));
  }

  @Test
  void injectionMixesAndReplaces() {
    float[] values = new float[3 * 3 * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 10f;
    }
    float[] before = values(original, "conv1.pool");
    float[] mixed =
        values(original.edited(List.of(new Edit.Inject("conv1.pool", values, .25f))), "conv1.pool");
    ObserverSource replaced = original.edited(List.of(new Edit.Inject("conv1.pool", values, 1)));
    for (int i = 0; i < before.length; i++) {
      float injected = values[i % values.length];
      assertThat(mixed[i]).isCloseTo(.75f * before[i] + .25f * injected, within(1e-6f));
      assertThat(values(replaced, "conv1.pool")[i]).isEqualTo(injected);
    }
    float[] outputs = output(replaced);
    for (int i = 3; i < outputs.length; i++) {
      assertThat(outputs[i]).isEqualTo(outputs[i - 3]);
    }
  }

  @Test
  void originalDoesNotChangeEvenIfLoaded() {
    float[] before = output(original);
    try (Observer loaded = original.load(Device.cpu())) {
      ObserverSource variant =
          original.edited(
              List.of(
                  new Edit.AddBias("conv1", Indices.ALL, new float[] {5}),
                  new Edit.Scale("conv2.tanh", Units.ALL, 0)));
      assertThat(output(variant)).isNotEqualTo(before);
      assertThat(loaded.forward(stimuli).toFloatArray()).isEqualTo(before);
    }
    assertThat(output(original)).isEqualTo(before);
    assertThat(original.edited(List.of())).isEqualTo(original);
  }

  @Test
  void rejectsALayerWithoutABias() {
    refused(
        new Edit.AddBias("conv1.relu", Indices.ALL, new float[] {1}),
        "study.observer.edits[0].layer is conv1.relu, which has no bias; it must be one of"
            + " conv1, conv1.norm, conv2, fc1, logits");
  }

  @Test
  void rejectsTooManyAmounts() {
    refused(
        new Edit.AddBias("conv1", Indices.ALL, new float[] {1, 2}),
        "study.observer.edits[0].amount is a list of 2; it must be one number, or one for each of"
            + " the 3 units");
  }

  @Test
  void rejectsAnInjectionOfTheWrongShape() {
    refused(
        new Edit.Inject("conv1.pool", new float[4], 1),
        "study.observer.edits[0].values is a list of 4; it must be 3 x 3 x 3 = 27 numbers for"
            + " conv1.pool");
  }

  @Test
  void rejectsNumbersOutOfRange() {
    refused(
        new Edit.Inject("fc1", new float[5], 1.5f),
        "study.observer.edits[0].share is 1.5; it must be in [0, 1]");
    refused(
        new Edit.Scale("fc1", Units.ALL, Float.NaN),
        "study.observer.edits[0].factor is NaN; it must be a finite number");
  }

  private void refused(Edit edit, String message) {
    assertRefused(() -> original.edited(List.of(edit)), message);
  }

  private static Units.Position everywhere() {
    return new Units.Position.Everywhere();
  }

  private float[] output(ObserverSource source) {
    try (Observer observer = source.load(Device.cpu())) {
      return observer.forward(stimuli).toFloatArray();
    }
  }

  private float[] values(ObserverSource source, String layer) {
    try (Observer observer = source.load(Device.cpu())) {
      return observer.activations(stimuli, List.of(layer)).getFirst().toFloatArray();
    }
  }
}
