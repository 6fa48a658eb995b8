package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.ObserverFailedException;
import org.revcor.inference.Responses.FiniteOutputs;

class FiniteOutputsTest {
  private static final int WIDTH = 1_000;

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void reportsAnOutputThatIsNotFinite(float value) {
    float[] outputs = new float[3 * WIDTH];
    outputs[2 * WIDTH + 7] = value;
    assertThatThrownBy(() -> require(outputs))
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage(
            "observer net returned %s at output 7 of trial 42; its outputs must be finite numbers"
                .formatted(value));
  }

  @Test
  void acceptsTheLargestNumbers() {
    float[] outputs = new float[WIDTH];
    outputs[0] = Float.MAX_VALUE;
    outputs[1] = -Float.MAX_VALUE;
    assertThatCode(() -> require(outputs)).doesNotThrowAnyException();
  }

  private static void require(float[] outputs) {
    FiniteOutputs.require(outputs, WIDTH, i -> "output " + i, "net", row -> 40 + row);
  }
}
