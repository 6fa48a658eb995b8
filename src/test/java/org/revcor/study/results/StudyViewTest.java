package org.revcor.study.results;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.schema.Json;

/** The JSON of a study is flat, while its view is grouped. */
class StudyViewTest {
  @TempDir Path folder;
  private String json;

  @BeforeEach
  void readJson() throws IOException {
    try (InputStream file = StudyViewTest.class.getResourceAsStream("record.json")) {
      json = new String(file.readAllBytes(), UTF_8);
    }
  }

  @Test
  void aStoredRecordIsWrittenAgainWithTheSameBytes() throws IOException {
    StudyView view = read(json).orElseThrow();
    assertThat(new String(Json.bytes(view), UTF_8)).isEqualTo(json);
    assertThat(view.progress().trials()).isEqualTo(400);
    assertThat(view.channels().getFirst().quality().assured()).isEqualTo(0.1);
  }

  @Test
  void recordsOfEarlierVersionsAreRefused() throws IOException {
    assertUnreadable(
        json.replace("\"stopping\"", "\"x\""), "is of version 0.1 or 0.2; this version reads 0.3");
    assertUnreadable(
        json.replace("\"device\"", "\"kernels\" : \"vector 4\", \"device\""),
        "is of version 0.1 or 0.2; this version reads 0.3");
    assertUnreadable("", "is damaged");
    assertUnreadable(json.replace("\"shape\" : [ 1, 28, 28 ]", "\"shape\" : [ 1 ]"), "is damaged");
  }

  private void assertUnreadable(String content, String problem) throws IOException {
    assertThat(read(content)).isEmpty();
    assertThat(new RunDirectory(folder).recordProblem()).isEqualTo("record.json " + problem);
  }

  @Test
  void unknownMembersAreIgnored() throws IOException {
    assertThat(read(json.replace("\"nEff\"", "\"x\" : 1, \"nEff\""))).isEqualTo(read(json));
  }

  @Test
  void copiesDifferOnlyInWhatTheirNamesSay() throws IOException {
    StudyView view = read(json).orElseThrow();
    assertThat(view.withId("o2").withId("o1")).isEqualTo(view);
    assertThat(view.withoutCheckpoint().storage().checkpoint()).isNull();
    StudyView failed = view.withFailure("a fault", "2026-11-28T00:00:00Z");
    assertThat(failed.lifecycle())
        .isEqualTo(
            new StudyView.Lifecycle(
                StudyState.FAILED,
                view.lifecycle().created(),
                null,
                "2026-11-28T00:00:00Z",
                EndReason.FAILURE,
                "a fault",
                null));
    assertThat(failed.maps().etaTrials()).isNull();
    assertThat(failed.maps().lowestReliability()).isEqualTo(0.14);
  }

  private Optional<StudyView> read(String content) throws IOException {
    Files.writeString(folder.resolve(RunDirectory.RECORD), content);
    return new RunDirectory(folder).record();
  }
}
