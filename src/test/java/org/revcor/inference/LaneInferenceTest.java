package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LaneInferenceTest {
  @ParameterizedTest
  @CsvSource({
    "3136000, 2, 16",
    "16777216, 2, 16",
    "3136000, 32, 32",
    "3136000, 128, 85",
    "16777216, 128, 16"
  })
  void blocksAheadOfAGpuDependOnSizeAndCores(long bytes, int cores, int blocks) {
    assertThat(LaneInference.blocksAhead(bytes, cores)).isEqualTo(blocks);
  }
}
