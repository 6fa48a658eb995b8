package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
final class DamagedResultsTest extends SharedServerTest {
  private static final String STUDIES = "/api/v1/studies/";
  private static final String COVARIANCE =
      """
      {"observer": {"model": "mnist-cnn"}, "stimulus": {"law": "gaussian"}, "block-size": 100,
       "readout": {"kind": "activation", "layer": "conv1.pool", "units": "0-1", "at": "centre"},
       "covariance": {}, "stop": {"max-trials": 8000}}\
      """;

  @Test
  void alteredResultsAreRefused_andNotExported() throws IOException {
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
    String study = server.create(COVARIANCE);
    server.awaitEnd(study);
    for (Map.Entry<String, String> path : paths.entrySet()) {
      Path file = folder(study).resolve(path.getKey());
      byte[] whole = Files.readAllBytes(file);
      byte[] altered = whole.clone();
      altered[whole.length - 3] ^= 1;
      Files.write(file, altered);
      assertDamaged(study, path.getValue(), path.getKey());
      assertDamaged(study, "/export", path.getKey());
      Files.write(file, whole);
      expect(200, server.bytes(STUDIES + study + path.getValue()));
    }
    assertMissing(study, "/export", "half-a.npy");
    assertMissing(study, "/history", "history.csv");
  }

  @Test
  void resultsOfEarlierVersionsHaveNoDigests_andRemainReadable() throws IOException {
    String study = server.create(RunningServer.shortStudy());
    server.awaitEnd(study);
    Files.delete(folder(study).resolve("digests.json"));

    for (String rest : List.of("/maps.npy", "/summary", "/history", "/export")) {
      assertThat(server.bytes(STUDIES + study + rest).statusCode()).as(rest).isEqualTo(200);
    }
    Path maps = folder(study).resolve("maps.npy");
    Files.write(maps, Arrays.copyOf(Files.readAllBytes(maps), 1000));
    assertThat(
            json(expect(409, server.get(STUDIES + study + "/maps.npy"))).path("detail").textValue())
        .isEqualTo(
            "maps.npy of study %s is a truncated NumPy file; restore the file or run the study again"
                .formatted(study));
  }

  @Test
  void aDamagedCheckpointIsNotExported() throws IOException {
    String study = ended();
    Path file = folder(study).resolve("checkpoint-5000");
    byte[] whole = Files.readAllBytes(file);

    Files.writeString(file, "x\n");
    assertRefused(study, "/export", "checkpoint-5000", "truncated");
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    Files.write(file, damaged);
    assertRefused(study, "/export", "checkpoint-5000", "damaged");

    Files.write(file, whole);
    expect(200, server.bytes(STUDIES + study + "/export"));
  }

  @Test
  void digestsWithoutAResultAreDamaged() throws IOException {
    String study = ended();
    Path digests = folder(study).resolve("digests.json");
    ObjectNode whole = (ObjectNode) json(Files.readString(digests));
    Map<String, String> paths =
        Map.of("maps.npy", "/maps.npy", "summary.json", "/summary", "looks.csv", "/export");
    for (Map.Entry<String, String> path : paths.entrySet()) {
      Files.writeString(digests, whole.deepCopy().without(path.getKey()).toString());
      assertRefused(study, path.getValue(), "digests.json", "without " + path.getKey());
    }
    for (String rest : List.of("/history", "/export", "/report.html")) {
      Files.writeString(digests, "{}");
      assertThat(server.get(STUDIES + study + rest).statusCode()).as(rest).isEqualTo(409);
    }
    Files.writeString(digests, "{\"maps.npy\": null}");
    assertRefused(study, "/export", "digests.json", "not readable");
  }

  @Test
  void aPausedStudyHasNoResultsOfItsEarlierEnd() throws IOException {
    String study = server.create(COVARIANCE);
    server.awaitEnd(study);
    Path folder = folder(study);
    assertThat(folder.resolve("stc.json")).exists();
    Files.writeString(folder.resolve("known.json"), "{}");

    server.post(STUDIES + study + "/extend", "{\"maxTrials\": 1000000000}");
    server.awaitTrials(study);
    server.pause(study);

    assertThat(folder.resolve("stc.json")).doesNotExist();
    assertThat(folder.resolve("known.json")).doesNotExist();
    expect(200, server.bytes(STUDIES + study + "/export"));
  }

  @Test
  void filesThatAreNoRegularOnesAreRefused() throws Exception {
    Map<String, List<String>> paths =
        Map.of(
            "maps.npy", List.of("/maps.npy", "/maps.png", "/report.html", "/export"),
            "summary.json", List.of("/summary", "/export"),
            "history.csv", List.of("/history", "/export"),
            "digests.json", List.of("/maps.npy", "/export"),
            "checkpoint-5000", List.of("/export"),
            "looks.csv", List.of("/export"));
    String study = ended();
    for (Map.Entry<String, List<String>> path : paths.entrySet()) {
      Path file = folder(study).resolve(path.getKey());
      byte[] whole = Files.readAllBytes(file);
      for (String command : List.of("mkdir", "mkfifo")) {
        Files.delete(file);
        assertThat(new ProcessBuilder(command, file.toString()).start().waitFor()).isZero();
        for (String rest : path.getValue()) {
          assertRefused(study, rest, path.getKey(), "no regular file");
        }
      }
      Files.delete(file);
      Files.write(file, whole);
    }
    expect(200, server.bytes(STUDIES + study + "/export"));
  }

  private static String ended() {
    String study =
        server.create(
            RunningServer.study("ended", "{\"max-trials\": 5000}").replace("cnn", "logistic"));
    server.awaitEnd(study);
    return study;
  }

  private static void assertRefused(String study, String rest, String file, String how) {
    HttpResponse<String> refused = server.get(STUDIES + study + rest);
    assertThat(refused.statusCode() + " " + json(refused).path("detail").textValue())
        .as(rest)
        .isEqualTo(
            "409 %s of study %s is %s; restore the file or run the study again"
                .formatted(file, study, how));
  }

  private static void assertMissing(String study, String rest, String file) throws IOException {
    Files.delete(folder(study).resolve(file));
    assertThat(json(expect(409, server.get(STUDIES + study + rest))).path("detail").textValue())
        .isEqualTo(
            "%s of study %s is missing; restore the file or run the study again"
                .formatted(file, study));
  }

  private static void assertDamaged(String study, String rest, String file) {
    HttpResponse<String> refused = server.get(STUDIES + study + rest);
    assertThat(refused.statusCode()).as(rest).isEqualTo(409);
    assertThat(json(refused).path("detail").textValue())
        .isEqualTo(
            "%s of study %s is damaged: its SHA-256 is not the one in digests.json; restore the file or run the study again"
                .formatted(file, study));
  }

  private static Path folder(String study) {
    return server.folder().resolve("studies").resolve(study);
  }
}
