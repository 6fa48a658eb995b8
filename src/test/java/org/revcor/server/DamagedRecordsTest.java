package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The views of studies whose records are damaged, before the damage. */
  private static final Map<String, JsonNode> REBUILT = new LinkedHashMap<>();

  private static String withoutSummary;
  private static String withNamedPipe;

  @BeforeAll
  static void damageFilesBetweenTwoServers() throws Exception {
    try (RunningServer before = RunningServer.start(data)) {
      whole = before.create(RunningServer.shortStudy());
      withNamedPipe = before.create(RunningServer.shortStudy());
      withDamagedMaps = createShort(before, DAMAGED_MAPS.size() + 1);
      withoutSummary = before.create(RunningServer.longStudy());
      before.awaitTrials(withoutSummary);
      before.pause(withoutSummary);
      for (String study : createShort(before, DAMAGED_RECORDS.size())) {
        REBUILT.put(study, before.awaitEnd(study));
      }
      withDamagedMaps.forEach(before::awaitEnd);
      before.awaitEnd(whole);
      before.awaitEnd(withNamedPipe);
    }
    byte[] cut = Arrays.copyOf(Files.readAllBytes(maps(whole)), 1000);
    Files.write(maps(withDamagedMaps.getLast()), cut);
    for (int i = 0; i < DAMAGED_MAPS.size(); i++) {
      Files.write(maps(withDamagedMaps.get(i)), DAMAGED_MAPS.get(i));
    }
    List<String> rebuilt = List.copyOf(REBUILT.keySet());
    for (int i = 0; i < DAMAGED_RECORDS.size(); i++) {
      Files.writeString(record(rebuilt.get(i)), DAMAGED_RECORDS.get(i));
    }
    Files.writeString(record(withoutSummary), "{");
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
  void aDamagedRecordIsRebuilt() throws IOException {
    for (Map.Entry<String, JsonNode> study : REBUILT.entrySet()) {
      JsonNode before = study.getValue();
      ObjectNode rebuilt = (ObjectNode) server.study(study.getKey());

      assertThat(rebuilt.path("warnings"))
          .hasSize(before.path("warnings").size() + 1)
          .last()
          .extracting(JsonNode::textValue)
          .isEqualTo(
              "record.json was damaged and is rebuilt from summary.json; its owner is unknown, and"
                  + " its end is the time of the file");
      for (String changed : List.of("ended", "warnings")) {
        rebuilt.set(changed, before.path(changed));
      }
      assertThat(rebuilt).isEqualTo(before);
      assertThat(json(Files.readString(record(study.getKey()))).path("id").textValue())
          .isEqualTo(study.getKey());
    }
  }

  @Test
  void aStudyWhoseRecordCannotBeRebuiltIsListedAsDamaged() {
    String problem =
        "record.json cannot be read, and there is no readable summary to rebuild it from; restore"
            + " the file or delete the folder, and restart the server";

    JsonNode listed = json(server.get("/api/v1/studies"));
    assertThat(listed.path("studies").findValuesAsText("id"))
        .contains(whole)
        .containsAll(REBUILT.keySet())
        .doesNotContain(withoutSummary);
    assertThat(listed.path("damaged"))
        .isEqualTo(
            json("[{\"id\": \"%s\", \"problem\": \"%s\"}]".formatted(withoutSummary, problem)));
    for (String rest : List.of("", "/maps.npy", "/export")) {
      assertThat(
              json(expect(409, server.get(STUDIES + withoutSummary + rest)))
                  .path("detail")
                  .textValue())
          .isEqualTo("study %s is damaged: %s".formatted(withoutSummary, problem));
    }
  }

  @Test
  void aNamedPipeInThePlaceOfARecordDoesNotHoldTheStart() {
    assertThat(server.study(withNamedPipe).path("state").textValue()).isEqualTo("finished");
  }

  private static Path record(String study) {
    return data.resolve("studies").resolve(study).resolve("record.json");
  }

  private static Path maps(String study) {
    return data.resolve("studies").resolve(study).resolve("maps.npy");
  }
}
