package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.inference.LabelReduction.LargestOutput;

class LargestOutputTest {

  @ParameterizedTest
  @CsvSource({
    "0.1 0.3 0.2, 1",
    "-3 -1 -2, 1",
    "-3 -2 -1, 2",
    "2 5 5 5, 1",
    "0 0 0, 0",
    "-0.0 0.0 -1, 0",
    "0.0 -0.0 -1, 0",
    "3.4e38 1 2, 0"
  })
  void choosesTheLowestClassOfTheLargestOutputs(String outputs, int expected) {
    String[] numbers = outputs.split(" ", -1);
    float[] values = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      values[i] = Float.parseFloat(numbers[i]);
    }
    assertThat(LargestOutput.of(values)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 1", "-0.5, 0", "0, 0"})
  void classifiesASingleOutputByItsSign(float output, int expected) {
    assertThat(LargestOutput.of(new float[] {output})).isEqualTo(expected);
  }
}
