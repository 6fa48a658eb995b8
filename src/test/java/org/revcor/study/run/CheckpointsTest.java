package org.revcor.study.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointsTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S,     PT30S",
    "PT1.499S, PT30S",
    "PT1.501S, PT30.02S",
    "PT3S,     PT1M",
    "PT15S,    PT5M",
    "PT1M,     PT5M",
  })
  void largeCheckpointsAreTakenLessOften(Duration took, Duration pause) {
    assertEquals(pause, Checkpoints.pause(Duration.ofSeconds(30), took));
  }
}
