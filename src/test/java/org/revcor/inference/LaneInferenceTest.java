package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LaneInferenceTest {
  @ParameterizedTest
  @CsvSource({
    "3136000, false, 2, 3",
    "3136000, false, 64, 3",
    "16777216, false, 64, 2",
    "3136000, true, 2, 16",
    "16777216, true, 2, 16",
    "3136000, true, 32, 32",
    "3136000, true, 128, 85",
    "16777216, true, 128, 16"
  })
  void blocksAheadDependOnSizeDeviceAndCores(long bytes, boolean gpu, int cores, int blocks) {
    assertThat(LaneInference.blocksAhead(bytes, gpu, cores)).isEqualTo(blocks);
  }
}
