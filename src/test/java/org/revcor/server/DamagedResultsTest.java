package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests files of studies that are damaged on the disk. */
final class DamagedResultsTest {
  private static final String STUDIES = "/api/v1/studies/";
  private static final String COVARIANCE =
      """
      {"observer": {"model": "mnist-cnn"}, "stimulus": {"law": "gaussian"}, "block-size": 100,
       "readout": {"kind": "activation", "layer": "conv1.pool", "units": "0-1", "at": "centre"},
       "covariance": {}, "stop": {"max-trials": 20000}}\
      """;
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
        for (String rest :
            List.of("/maps.npy", "/maps.png", "/maps/8.png", "/report.html", "/export")) {
          assertDamaged(server, study, rest, "maps.npy");
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
  }

  @Test
  void alteredResultsAreRefused_andNotExported(@TempDir Path data) throws IOException {
    Map<String, String> paths =
        Map.of(
            "maps.npy", "/maps.npy",
            "errors.npy", "/errors.npy",
            "z.npy", "/significance",
            "summary.json", "/summary",
            "history.csv", "/history",
            "stc.json", "/stc.json",
            "stc-axes.npy", "/stc-axes.npy",
            "stc-eigenvalues.npy", "/stc-eigenvalues.npy",
            "looks.csv", "/export",
            "counts.npy", "/export");
    try (RunningServer server = RunningServer.start(data)) {
      String study = server.create(COVARIANCE);
      server.awaitEnd(study);
      String copy = imported(server, server.bytes(STUDIES + study + "/export").body());
      for (String each : List.of(study, copy)) {
        for (Map.Entry<String, String> path : paths.entrySet()) {
          Path file = data.resolve("studies").resolve(each).resolve(path.getKey());
          byte[] whole = Files.readAllBytes(file);
          byte[] altered = whole.clone();
          altered[whole.length - 3] ^= 1;
          Files.write(file, altered);
          assertDamaged(server, each, path.getValue(), path.getKey());
          assertDamaged(server, each, "/export", path.getKey());
          Files.write(file, whole);
          assertThat(server.bytes(STUDIES + each + path.getValue()).statusCode()).isEqualTo(200);
        }
        assertMissing(server, each, "/export", "half-a.npy");
        assertMissing(server, each, "/history", "history.csv");
      }
    }
  }

  @Test
  void resultsOfEarlierVersionsHaveNoDigests_andRemainReadable(@TempDir Path data)
      throws IOException {
    try (RunningServer server = RunningServer.start(data)) {
      String study = server.create(RunningServer.shortStudy());
      server.awaitEnd(study);
      Files.delete(data.resolve("studies").resolve(study).resolve("digests.json"));

      for (String rest : List.of("/maps.npy", "/summary", "/history", "/export")) {
        assertThat(server.bytes(STUDIES + study + rest).statusCode()).as(rest).isEqualTo(200);
      }
      Files.write(maps(data, study), Arrays.copyOf(Files.readAllBytes(maps(data, study)), 1000));
      HttpResponse<String> refused = server.get(STUDIES + study + "/maps.npy");
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(json(refused).path("detail").textValue())
          .isEqualTo(
              "maps.npy of study %s is a truncated NumPy file; restore the file or run the study again"
                  .formatted(study));
    }
  }

  @Test
  void aDamagedCheckpointIsNotExported(@TempDir Path data) throws IOException {
    try (RunningServer server = RunningServer.start(data)) {
      String study = ended(server);
      Path file = data.resolve("studies").resolve(study).resolve("checkpoint-5000");
      byte[] whole = Files.readAllBytes(file);

      Files.writeString(file, "x\n");
      assertRefused(server, study, "/export", "checkpoint-5000", "truncated");
      byte[] damaged = whole.clone();
      damaged[whole.length / 2] ^= 1;
      Files.write(file, damaged);
      assertRefused(server, study, "/export", "checkpoint-5000", "damaged");

      byte[] ofOtherVersion = whole.clone();
      ofOtherVersion[7]--;
      for (byte[] content : List.of(ofOtherVersion, whole)) {
        Files.write(file, content);
        assertThat(server.bytes(STUDIES + study + "/export").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void digestsWithoutAResultAreDamaged(@TempDir Path data) throws IOException {
    try (RunningServer server = RunningServer.start(data)) {
      String study = ended(server);
      Path digests = data.resolve("studies").resolve(study).resolve("digests.json");
      ObjectNode whole = (ObjectNode) json(Files.readString(digests));
      Map<String, String> paths =
          Map.of("maps.npy", "/maps.npy", "summary.json", "/summary", "looks.csv", "/export");
      for (Map.Entry<String, String> path : paths.entrySet()) {
        Files.writeString(digests, whole.deepCopy().without(path.getKey()).toString());
        assertRefused(server, study, path.getValue(), "digests.json", "without " + path.getKey());
      }
      for (String rest : List.of("/history", "/export", "/report.html")) {
        Files.writeString(digests, "{}");
        assertThat(server.get(STUDIES + study + rest).statusCode()).as(rest).isEqualTo(409);
      }
      Files.writeString(digests, "{\"maps.npy\": null}");
      assertRefused(server, study, "/export", "digests.json", "not readable");
    }
  }

  @Test
  void aPausedStudyHasNoResultsOfItsEarlierEnd(@TempDir Path data) throws IOException {
    try (RunningServer server = RunningServer.start(data)) {
      String study = server.create(COVARIANCE);
      server.awaitEnd(study);
      Path folder = data.resolve("studies").resolve(study);
      assertThat(folder.resolve("stc.json")).exists();
      Files.writeString(folder.resolve("known.json"), "{}");

      server.post(STUDIES + study + "/extend", "{\"maxTrials\": 1000000000}");
      server.awaitTrials(study);
      server.pause(study);

      assertThat(folder.resolve("stc.json")).doesNotExist();
      assertThat(folder.resolve("known.json")).doesNotExist();
      assertThat(server.bytes(STUDIES + study + "/export").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void resultsWithoutDigestsAreCheckedByTheirFormat(@TempDir Path data) throws IOException {
    try (RunningServer server = RunningServer.start(data)) {
      String study = ended(server);
      Path folder = data.resolve("studies").resolve(study);
      Files.delete(folder.resolve("digests.json"));

      for (FileDamage damage : FileDamage.ALL) {
        byte[] whole = Files.readAllBytes(folder.resolve(damage.name()));
        Files.write(folder.resolve(damage.name()), damage.of(whole));
        assertRefused(server, study, "/export", damage.name(), damage.how());
        Files.write(folder.resolve(damage.name()), whole);
      }
      assertThat(server.bytes(STUDIES + study + "/export").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aDamagedHistoryIsRefused_notCutOff(@TempDir Path data) throws IOException {
    try (RunningServer server = RunningServer.start(data)) {
      String study = ended(server);
      Path folder = data.resolve("studies").resolve(study);
      Files.delete(folder.resolve("digests.json"));
      byte[] whole = Files.readAllBytes(folder.resolve("history.csv"));
      for (FileDamage damage : FileDamage.ALL) {
        if (damage.name().equals("history.csv")) {
          Files.write(folder.resolve("history.csv"), damage.of(whole));
          for (String rest : List.of("/history", "/history?format=csv")) {
            assertRefused(server, study, rest, "history.csv", damage.how());
          }
        }
      }
    }
  }

  @Test
  void filesThatAreNoRegularOnesAreRefused(@TempDir Path data) throws Exception {
    Map<String, List<String>> paths =
        Map.of(
            "maps.npy", List.of("/maps.npy", "/maps.png", "/report.html", "/export"),
            "summary.json", List.of("/summary", "/export"),
            "history.csv", List.of("/history", "/export"),
            "digests.json", List.of("/maps.npy", "/export"),
            "checkpoint-5000", List.of("/export"),
            "looks.csv", List.of("/export"));
    try (RunningServer server = RunningServer.start(data)) {
      String study = ended(server);
      for (Map.Entry<String, List<String>> path : paths.entrySet()) {
        Path file = data.resolve("studies").resolve(study).resolve(path.getKey());
        byte[] whole = Files.readAllBytes(file);
        for (String command : List.of("mkdir", "mkfifo")) {
          Files.delete(file);
          assertThat(new ProcessBuilder(command, file.toString()).start().waitFor()).isZero();
          for (String rest : path.getValue()) {
            assertRefused(server, study, rest, path.getKey(), "no regular file");
          }
        }
        Files.delete(file);
        Files.write(file, whole);
      }
      assertThat(server.bytes(STUDIES + study + "/export").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aNamedPipeInThePlaceOfARecordDoesNotHoldTheStart(@TempDir Path data) throws Exception {
    String study;
    try (RunningServer server = RunningServer.start(data)) {
      study = ended(server);
    }
    Path record = record(data, study);
    Files.delete(record);
    assertThat(new ProcessBuilder("mkfifo", record.toString()).start().waitFor()).isZero();

    try (RunningServer server = RunningServer.start(data)) {
      assertThat(server.study(study).path("state").textValue()).isEqualTo("finished");
    }
  }

  private static String ended(RunningServer server) {
    String study = server.create(RunningServer.study("ended", "{\"max-trials\": 5000}"));
    server.awaitEnd(study);
    return study;
  }

  private static void assertRefused(
      RunningServer server, String study, String rest, String file, String how) {
    HttpResponse<String> refused = server.get(STUDIES + study + rest);
    assertThat(refused.statusCode() + " " + json(refused).path("detail").textValue())
        .as(rest)
        .isEqualTo(
            "409 %s of study %s is %s; restore the file or run the study again"
                .formatted(file, study, how));
  }

  private static void assertMissing(RunningServer server, String study, String rest, String file)
      throws IOException {
    Files.delete(server.folder().resolve("studies").resolve(study).resolve(file));
    HttpResponse<String> refused = server.get(STUDIES + study + rest);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(json(refused).path("detail").textValue())
        .isEqualTo(
            "%s of study %s is missing; restore the file or run the study again"
                .formatted(file, study));
  }

  private static void assertDamaged(RunningServer server, String study, String rest, String file) {
    HttpResponse<String> refused = server.get(STUDIES + study + rest);
    assertThat(refused.statusCode()).as(rest).isEqualTo(409);
    assertThat(json(refused).path("detail").textValue())
        .isEqualTo(
            "%s of study %s is damaged: its SHA-256 is not the one in digests.json; restore the file or run the study again"
                .formatted(file, study));
  }

  private static String imported(RunningServer server, byte[] archive) {
    HttpResponse<String> created =
        server.send(
            server
                .request(STUDIES + "import", "Content-Type", "application/zip")
                .POST(BodyPublishers.ofByteArray(archive)));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return json(created).path("id").textValue();
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
                "record.json was damaged and is rebuilt from summary.json; its owner is unknown, and"
                    + " its end is the time of the file");
        for (String changed : List.of("ended", "warnings")) {
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
