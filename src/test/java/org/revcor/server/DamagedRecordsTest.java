package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
  private static final List<byte[]> DAMAGED_MAPS =
      List.of(new byte[] {}, "no array".getBytes(StandardCharsets.UTF_8), new byte[1 << 10]);
  private static final List<String> DAMAGED_RECORDS = List.of("", "{\"id\": ", "{}", "[]");

  @TempDir private static Path data;
  @AutoClose private static RunningServer server;
  private static String whole;
  private static List<String> withDamagedMaps;

  private static List<String> withDamagedRecords;

  private static String withNamedPipe;

  @BeforeAll
  static void damageFilesBetweenTwoServers() throws Exception {
    try (RunningServer before = RunningServer.start(data)) {
      whole = before.create(RunningServer.shortStudy());
      withNamedPipe = before.create(RunningServer.shortStudy());
      withDamagedMaps = createShort(before, DAMAGED_MAPS.size() + 1);
      withDamagedRecords = createShort(before, DAMAGED_RECORDS.size());
      withDamagedRecords.forEach(before::awaitEnd);
      withDamagedMaps.forEach(before::awaitEnd);
      before.awaitEnd(whole);
      before.awaitEnd(withNamedPipe);
    }
    byte[] cut = Arrays.copyOf(Files.readAllBytes(maps(whole)), 1000);
    Files.write(maps(withDamagedMaps.getLast()), cut);
    for (int i = 0; i < DAMAGED_MAPS.size(); i++) {
      Files.write(maps(withDamagedMaps.get(i)), DAMAGED_MAPS.get(i));
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
  void damagedMapsAffectOnlyRequestsForThem() {
    String other = server.create(RunningServer.longStudy());
    for (String study : withDamagedMaps) {
      try (LiveClient client = LiveClient.connect(server, study, true)) {
        assertThat(client.text("state").at("/study/state").textValue()).isEqualTo("finished");
      }
      for (String rest :
          List.of("/maps.npy", "/maps.png", "/maps/8.png", "/report.html", "/export")) {
        HttpResponse<String> refused = server.get(STUDIES + study + rest);
        assertThat(refused.statusCode()).as(rest).isEqualTo(409);
        assertThat(json(refused).path("detail").textValue())
            .isEqualTo(
                "maps.npy of study %s is damaged: its SHA-256 is not the one in digests.json; restore the file or run the study again"
                    .formatted(study));
      }
    }
    try (LiveClient client = LiveClient.connect(server, whole, true)) {
      client.send("{\"type\": \"watch\", \"channels\": [8, 3]}");
      assertThat(client.frame().getInt(12)).as("final").isEqualTo(1);
    }
    server.awaitTrials(other);
    server.stopStudy(other);
    assertThat(server.study(other).path("end").textValue()).isEqualTo("stopped");
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

  private static Path maps(String study) {
    return data.resolve("studies").resolve(study).resolve("maps.npy");
  }
}
