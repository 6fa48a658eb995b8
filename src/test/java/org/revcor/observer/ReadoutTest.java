package org.revcor.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.revcor.observer.ObserverDescription.ObserverInput;

final class ReadoutTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @Test
  void labelIsTheLargestOutputAndTiesGoToTheLowestClass() {
    assertThat(
            responses(
                ClassReadout.LABEL,
                three(OutputKind.LOGITS),
                rows(3, 1, 5, 2, 4, 4, 0, 7, 7, 7, -1, -1, -1)))
        .containsExactly(0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0);
  }

  @Test
  void labelOfASingleLogitIsItsSignAndZeroIsTheFirstClass() {
    assertThat(responses(ClassReadout.LABEL, single(), rows(1, -2, 0, 3)))
        .containsExactly(1, 0, 1, 0, 0, 1);
  }

  @Test
  void probabilityIsTheSoftmaxOfLogits() {
    float[] values =
        responses(
            ClassReadout.PROBABILITY, three(OutputKind.LOGITS), rows(3, 0, (float) Math.log(2), 0));
    assertThat(values[0]).isCloseTo(.25f, within(1e-6f));
    assertThat(values[1]).isCloseTo(.5f, within(1e-6f));
  }

  @Test
  void probabilityOfASingleLogitIsTheLogisticFunction() {
    float[] values = responses(ClassReadout.PROBABILITY, single(), rows(1, (float) Math.log(3)));
    assertThat(values[0]).isCloseTo(.25f, within(1e-6f));
    assertThat(values[1]).isCloseTo(.75f, within(1e-6f));
  }

  @Test
  void probabilitiesOfLargeSingleLogitsAreMirrored() {
    float small = (float) Math.exp(-20);
    assertThat(responses(ClassReadout.PROBABILITY, single(), rows(1, 20, -20)))
        .containsExactly(new float[] {small, 1, 1, small}, within(1e-15f));
  }

  @Test
  void probabilitiesAreUnchanged() {
    assertThat(
            responses(
                ClassReadout.PROBABILITY, three(OutputKind.PROBABILITIES), rows(3, .2f, .3f, .5f)))
        .containsExactly(.2f, .3f, .5f);
  }

  @Test
  void logitsAreUnchanged() {
    assertThat(responses(ClassReadout.LOGIT, three(OutputKind.LOGITS), rows(3, 4, -5, 6)))
        .containsExactly(4, -5, 6);
  }

  @Test
  void centredLogitsHaveMeanZeroOverClasses() {
    assertThat(
            responses(
                ClassReadout.CENTRED_LOGIT, three(OutputKind.LOGITS), rows(3, 4, -5, 7, 1, 1, 1)))
        .containsExactly(2, -7, 5, 0, 0, 0);
  }

  @Test
  void centredProbabilitiesAreLogarithmsWithMeanZeroOverClasses() {
    float[] ofProbabilities =
        responses(
            ClassReadout.CENTRED_PROBABILITY,
            three(OutputKind.PROBABILITIES),
            rows(3, .125f, .25f, .625f));
    double mean = (Math.log(.125) + Math.log(.25) + Math.log(.625)) / 3;
    assertThat(ofProbabilities[0]).isCloseTo((float) (Math.log(.125) - mean), within(1e-6f));
    assertThat(ofProbabilities[2]).isCloseTo((float) (Math.log(.625) - mean), within(1e-6f));
    assertThat(
            responses(
                ClassReadout.CENTRED_PROBABILITY, three(OutputKind.LOGITS), rows(3, 4, -5, 7)))
        .containsExactly(2, -7, 5);
    assertThat(responses(ClassReadout.CENTRED_PROBABILITY, single(), rows(1, 3)))
        .containsExactly(-1.5f, 1.5f);
  }

  @Test
  void theLogarithmOfProbabilityZeroIsFinite() {
    assertThat(
            responses(
                ClassReadout.CENTRED_PROBABILITY,
                three(OutputKind.PROBABILITIES),
                rows(3, 0, 0, 1)))
        .doesNotContain(Float.NEGATIVE_INFINITY, Float.NaN);
  }

  @Test
  void rejectsCentringASingleLogit() {
    assertRefused(
        () -> ClassReadout.CENTRED_LOGIT.channels(single()),
        "study.readout.centred is true; it must be false, since test has a single logit;"
            + " readout probability can be centred");
  }

  @Test
  void channelsAreClassesOrLogits() {
    assertThat(ClassReadout.LABEL.channels(single())).containsExactly("no", "yes");
    assertThat(ClassReadout.PROBABILITY.channels(three(OutputKind.LOGITS)))
        .containsExactly("a", "b", "c");
    assertThat(ClassReadout.LOGIT.channels(three(OutputKind.LOGITS)))
        .containsExactly("a", "b", "c");
    assertThat(ClassReadout.LOGIT.channels(single())).containsExactly("yes");
  }

  @Test
  void rejectsLogitsOfProbabilities() {
    assertRefused(
        () -> ClassReadout.LOGIT.channels(three(OutputKind.PROBABILITIES)),
        "study.readout.kind is logit; it must be label or probability, since test returns"
            + " probabilities, not logits");
  }

  private float[] responses(Readout readout, ObserverDescription observer, NDArray outputs) {
    NDArray responses = readout.responses(outputs, observer);
    assertThat(responses.getDataType()).isEqualTo(DataType.FLOAT32);
    return responses.toFloatArray();
  }

  private NDArray rows(int columns, float... values) {
    return manager.create(values, new Shape(values.length / columns, columns));
  }

  private static ObserverDescription three(OutputKind output) {
    return described(output, 3, List.of("a", "b", "c"));
  }

  private static ObserverDescription single() {
    return described(OutputKind.LOGITS, 1, List.of("no", "yes"));
  }

  private static ObserverDescription described(
      OutputKind output, int outputs, List<String> classes) {
    return ObserverDescription.of(
        "test",
        ObserverInput.unchanged(1, 4, 4),
        output,
        outputs,
        classes,
        List.of(LayerDescription.flat("logits", outputs)));
  }
}
