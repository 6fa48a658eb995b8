package org.revcor.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.OutputKind;

final class ObserverOutputsTest {
  @Test
  void logProbabilitiesOfASingleLogitAreNotClipped() {
    ObserverDescription observer = described(OutputKind.LOGITS, 1);
    assertThat(ObserverOutputs.logProbabilities(new float[] {40}, observer))
        .containsExactly(new double[] {-40, 0}, within(1e-12));
    assertThat(ObserverOutputs.logProbabilities(new float[] {-40}, observer))
        .containsExactly(new double[] {0, -40}, within(1e-12));
    assertThat(ObserverOutputs.logProbabilities(new float[] {0}, observer))
        .containsExactly(new double[] {-Math.log(2), -Math.log(2)}, within(1e-12));
  }

  @Test
  void logProbabilitiesOfProbabilitiesAreClipped() {
    assertThat(
            ObserverOutputs.logProbabilities(
                new float[] {0, 1}, described(OutputKind.PROBABILITIES, 2)))
        .containsExactly(new double[] {Math.log(1e-9), 0}, within(1e-12));
  }

  private static ObserverDescription described(OutputKind output, int outputs) {
    return ObserverDescription.of(
        "test",
        ObserverInput.unchanged(1, 4, 4),
        output,
        outputs,
        List.of("no", "yes"),
        List.of(LayerDescription.flat("logits", outputs)));
  }
}
