package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a server that finds damaged files of studies at its start. */
@Tag("full")
final class DamagedRecordsTest {
  private static final String STUDIES = "/api/v1/studies/";
  private static final List<String> DAMAGED_RECORDS = List.of("", "{\"id\": ", "{}", "[]");

  @TempDir private static Path data;
  @AutoClose private static RunningServer server;
  private static String whole;
  private static List<String> withDamagedRecords;

  private static String withNamedPipe;

  @BeforeAll
  static void damageFilesBetweenTwoServers() throws Exception {
    try (RunningServer before = RunningServer.start(data)) {
      whole = before.create(RunningServer.shortStudy());
      withNamedPipe = before.create(RunningServer.shortStudy());
      withDamagedRecords = createShort(before, DAMAGED_RECORDS.size());
      withDamagedRecords.forEach(before::awaitEnd);
      before.awaitEnd(whole);
      before.awaitEnd(withNamedPipe);
    }
    for (int i = 0; i < DAMAGED_RECORDS.size(); i++) {
      Files.writeString(record(withDamagedRecords.get(i)), DAMAGED_RECORDS.get(i));
    }
    Files.delete(record(withNamedPipe));
    assertThat(new ProcessBuilder("mkfifo", record(withNamedPipe).toString()).start().waitFor())
        .isZero();
    server = RunningServer.start(data);
  }

  private static List<String> createShort(RunningServer at, int studies) {
    return Stream.generate(() -> at.create(RunningServer.shortStudy())).limit(studies).toList();
  }

  @Test
  void aStudyWhoseRecordCannotBeReadIsListedAsDamaged() {
    JsonNode listed = json(server.get("/api/v1/studies"));

    assertThat(listed.path("studies").findValuesAsText("id"))
        .contains(whole)
        .doesNotContainAnyElementsOf(withDamagedRecords);
    assertThat(listed.path("damaged")).hasSize(DAMAGED_RECORDS.size() + 1);
    assertDamaged(listed, withNamedPipe, "is no regular file");
    for (String study : withDamagedRecords) {
      assertDamaged(listed, study, "is damaged");
    }
  }

  private static void assertDamaged(JsonNode listed, String study, String how) {
    String problem =
        "record.json %s; restore the file or delete the folder, and restart the server"
            .formatted(how);
    assertThat(listed.path("damaged"))
        .contains(json("{\"id\": \"%s\", \"problem\": \"%s\"}".formatted(study, problem)));
    for (String rest : List.of("", "/maps.npy", "/export")) {
      assertThat(json(expect(409, server.get(STUDIES + study + rest))).path("detail").textValue())
          .isEqualTo("study %s is damaged: %s".formatted(study, problem));
    }
  }

  private static Path record(String study) {
    return data.resolve("studies").resolve(study).resolve("record.json");
  }
}
