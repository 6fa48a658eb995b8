package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.schema.Json;
import org.revcor.study.results.StudyView;

/** Threshold noise, from study file to results. */
@Tag("full")
final class ThresholdStudyTest extends StudyRuns {
  private static final String STUDY =
      """
      {"observer": {"model": "mnist-cnn"}, "seed": 1, "readout": {"kind": "label"},
       "stimulus": {"kind": "threshold-noise", "data": "mnist", "components": 30, "scale": 0.6,
        "antithetic": true}, "estimator": "regression", "stop": {"max-trials": 4360}}
      """;

  @Test
  void everyClassOfADigitNetworkIsKnownFromFiveThousandLabels() throws Exception {
    StudyView end = sameBytesWithOneAndTwoLanesAndAfterAStop(STUDY);

    JsonNode counts = Json.MAPPER.readTree(folder.resolve("one/regression.json").toFile());
    assertThat(counts.path("known").asInt()).isEqualTo(10);
    assertThat(counts.path("identified").asInt()).isEqualTo(10);
    assertThat(counts.path("knownShuffled").asInt()).isZero();
    assertThat(end.setup().plan().contrasts()).hasSize(10).allMatch(each -> each > 0.1);
    assertThat(end.warnings()).noneMatch(warning -> warning.contains("left out"));
    // eight rounds of ten classes, and the header
    assertThat(Files.readAllLines(folder.resolve("one/contrasts.csv"))).hasSize(81);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"antithetic\": true | \"antithetic\": false | study.stimulus.antithetic is another value;"
            + " it must be true with threshold-noise",
        "\"kind\": \"label\" | \"kind\": \"logit\" | study.readout.kind is another value; it must be"
            + " label or probability with threshold-noise",
        "\"estimator\": \"regression\" | \"estimator\": \"average\" | study.estimator is another"
            + " value; it must be regression with threshold-noise"
      })
  void refuses(String setting, String other, String message) {
    assertRefused(() -> start(STUDY.replace(setting, other), "refused", 1), message);
  }
}
