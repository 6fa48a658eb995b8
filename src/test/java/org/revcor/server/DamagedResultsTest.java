package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests files of studies that are damaged on the disk. */
final class DamagedResultsTest {
  private static final String STUDIES = "/api/v1/studies/";
  private static final List<byte[]> DAMAGES =
      List.of(new byte[] {}, "no array".getBytes(StandardCharsets.UTF_8), new byte[1 << 10]);

  @Test
  void damagedMapsAffectOnlyRequestsForThem(@TempDir Path data) throws IOException {
    List<String> damaged = new ArrayList<>();
    String whole;
    try (RunningServer before = RunningServer.start(data)) {
      for (int i = 0; i <= DAMAGES.size(); i++) {
        damaged.add(before.create(RunningServer.shortStudy()));
        before.awaitEnd(damaged.getLast());
      }
      whole = before.create(RunningServer.shortStudy());
      before.awaitEnd(whole);
    }
    byte[] cut = Arrays.copyOf(Files.readAllBytes(maps(data, whole)), 1000);
    Files.write(maps(data, damaged.getLast()), cut);
    for (int i = 0; i < DAMAGES.size(); i++) {
      Files.write(maps(data, damaged.get(i)), DAMAGES.get(i));
    }

    try (RunningServer server = RunningServer.start(data)) {
      String other = server.create(RunningServer.longStudy());
      for (String study : damaged) {
        try (LiveClient client = LiveClient.connect(server, study, true)) {
          assertThat(client.text("state").at("/study/state").textValue()).isEqualTo("finished");
        }
        HttpResponse<String> refused = server.get(STUDIES + study + "/maps.npy");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(json(refused).path("detail").textValue()).isEqualTo("see the server's log");
      }
      try (LiveClient client = LiveClient.connect(server, whole, true)) {
        client.send("{\"type\": \"watch\", \"channels\": [8, 3]}");
        assertThat(client.frame().getInt(12)).as("final").isEqualTo(1);
      }
      server.awaitTrials(other);
      server.stopStudy(other);
      assertThat(server.study(other).path("end").textValue()).isEqualTo("stopped");
    }
  }

  @Test
  void aDamagedRecordIsRebuilt(@TempDir Path data) throws IOException {
    String study;
    JsonNode before;
    try (RunningServer server = RunningServer.start(data)) {
      study = server.create(RunningServer.shortStudy());
      before = server.awaitEnd(study);
    }
    for (String damage : List.of("", "{\"id\": ", "{}", "[]")) {
      Files.writeString(record(data, study), damage);
      try (RunningServer server = RunningServer.start(data)) {
        ObjectNode rebuilt = (ObjectNode) server.study(study);

        assertThat(rebuilt.path("warnings"))
            .hasSize(before.path("warnings").size() + 1)
            .last()
            .extracting(JsonNode::textValue)
            .isEqualTo(
                "record.json was damaged and is rebuilt from summary.json; the times are those of the files");
        for (String changed : List.of("created", "ended", "warnings")) {
          rebuilt.set(changed, before.path(changed));
        }
        assertThat(rebuilt).as(damage).isEqualTo(before);
        assertThat(json(server.get("/api/v1/studies")).path("damaged")).isEmpty();
      }
      assertThat(json(Files.readString(record(data, study))).path("id").textValue())
          .isEqualTo(study);
    }
  }

  @Test
  void aStudyWhoseRecordCannotBeRebuiltIsListedAsDamaged(@TempDir Path data) throws IOException {
    String study;
    try (RunningServer server = RunningServer.start(data)) {
      study = server.create(RunningServer.longStudy());
      server.awaitTrials(study);
      server.pause(study);
    }
    Files.writeString(record(data, study), "{");
    try (RunningServer server = RunningServer.start(data)) {
      String problem =
          "record.json cannot be read, and there is no readable summary to rebuild it from; restore"
              + " the file or delete the folder, and restart the server";

      JsonNode listed = json(server.get("/api/v1/studies"));
      assertThat(listed.path("studies")).isEmpty();
      assertThat(listed.path("damaged"))
          .isEqualTo(json("[{\"id\": \"%s\", \"problem\": \"%s\"}]".formatted(study, problem)));
      for (String rest : List.of("", "/maps.npy", "/export")) {
        HttpResponse<String> refused = server.get(STUDIES + study + rest);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).path("detail").textValue())
            .isEqualTo("study %s is damaged: %s".formatted(study, problem));
      }
    }
  }

  private static Path record(Path data, String study) {
    return data.resolve("studies").resolve(study).resolve("record.json");
  }

  private static Path maps(Path data, String study) {
    return data.resolve("studies").resolve(study).resolve("maps.npy");
  }
}
