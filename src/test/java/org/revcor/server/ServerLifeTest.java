package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.study.results.RunDirectory;

@Tag("full")
final class ServerLifeTest {
  private static final String LONG_ENOUGH =
      RunningServer.study("long enough", "{\"max-trials\": 8000}");

  @TempDir private static Path uninterrupted;
  @TempDir private Path folder;

  @BeforeAll
  static void runUninterrupted() {
    try (RunningServer server = RunningServer.start(uninterrupted)) {
      server.awaitEnd(server.create(LONG_ENOUGH));
    }
  }

  @Test
  void aPortInUseIsReported() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> RunningServer.start(folder, "port", String.valueOf(taken.getLocalPort())))
          .hasCauseInstanceOf(ServerStartException.class)
          .cause()
          .hasMessage(
              "port %d is in use; stop the other server, or choose another port with --port (0 selects a free port)"
                  .formatted(taken.getLocalPort()));
    }
    RunningServer.start(folder).close();
  }

  @Test
  void aDataFolderInUseIsReported() {
    try (RunningServer first = RunningServer.start(folder)) {
      expect(200, first.get("/livez"));
      assertThatThrownBy(() -> RunningServer.start(folder))
          .hasCauseInstanceOf(ServerStartException.class)
          .cause()
          .hasMessage(
              "the data folder %s is in use by another server or worker; stop it, or choose another folder with --data-dir"
                  .formatted(folder));
    }
  }

  @Test
  void aDataFolderThatCannotBeCreatedIsReported() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> RunningServer.start(file.resolve("data")))
        .hasCauseInstanceOf(ServerStartException.class)
        .cause()
        .hasMessageStartingWith("the data folder " + file.resolve("data") + " cannot be used (")
        .hasMessageEndingWith("; choose another with --data-dir");
  }

  @Test
  void endedStudiesAreListedAfterARestart_deletedOnesAreNot_andKeysStayUsedUntilADeletion()
      throws IOException {
    Path database = Files.writeString(folder.resolve("revcor.mv.db"), "of version 0.3");
    String id;
    byte[] maps;
    try (RunningServer server = RunningServer.start(folder)) {
      id = json(create(server, "night-1")).path("id").textValue();
      String deleted = server.create(RunningServer.shortStudy());
      server.awaitEnd(deleted);
      server.awaitEnd(id);
      maps = server.bytes("/api/v1/studies/" + id + "/maps.npy").body();
      expect(204, server.send("DELETE", "/api/v1/studies/" + deleted));
    }
    try (RunningServer server = RunningServer.start(folder)) {
      JsonNode listed = json(server.get("/api/v1/studies")).path("studies");

      assertThat(listed.findValuesAsText("id")).containsExactly(id);
      assertThat(server.study(id).path("state").textValue()).isEqualTo("finished");
      assertThat(server.bytes("/api/v1/studies/" + id + "/maps.npy").body()).isEqualTo(maps);
      expect(200, server.get("/api/v1/studies/" + id + "/history"));
      assertThat(json(expect(201, create(server, "night-1"))).path("id").textValue()).isEqualTo(id);
    }
    new RunDirectory(folder.resolve("studies").resolve(id)).delete();
    try (RunningServer server = RunningServer.start(folder)) {
      assertThat(json(expect(201, create(server, "night-1"))).path("id").textValue())
          .isNotEqualTo(id);
    }
    assertThat(database).as("an earlier database is left alone").hasContent("of version 0.3");
  }

  @Test
  void aPausedStudyStaysPausedAfterARestart_andCanBeResumed() throws IOException {
    String id;
    long paused;
    try (RunningServer server = RunningServer.start(folder)) {
      id = server.createPaused(LONG_ENOUGH);
      paused = server.study(id).path("trials").longValue();
    }
    try (RunningServer server = RunningServer.start(folder)) {
      assertThat(server.study(id).path("state").textValue()).isEqualTo("paused");
      assertThat(server.study(id).path("trials").longValue()).isEqualTo(paused);
      expect(200, server.bytes("/api/v1/studies/" + id + "/maps.npy"));

      expect(202, server.send("POST", "/api/v1/studies/" + id + "/resume"));
      server.awaitEnd(id);
    }
    assertUninterruptedResults(id);
  }

  @Test
  void aStudyWithUnreadableCheckpointsFailsWithTheReason_andCanBeRestarted() throws IOException {
    String id = suspended();
    try (Stream<Path> files = Files.list(folder.resolve("studies").resolve(id))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("checkpoint-")) {
          Files.write(file, new byte[] {1, 2, 3});
        }
      }
    }
    try (RunningServer server = RunningServer.start(folder)) {
      JsonNode failed = server.awaitEnd(id);
      assertThat(failed.path("state").textValue()).isEqualTo("failed");
      assertThat(failed.path("problem").textValue())
          .startsWith("study %s cannot resume (checkpoint-".formatted(id))
          .endsWith(" is truncated); it can be restarted");

      expect(202, server.post("/api/v1/studies/" + id + "/resume", "{\"fresh\": true}"));
      assertThat(server.awaitEnd(id).path("end").textValue()).isEqualTo("max-trials");
    }
    assertUninterruptedResults(id);
  }

  @Test
  void aStudyWhoseFolderIsDeletedFails_andTheServerStopsAtOnce() throws IOException {
    long stopping;
    try (RunningServer server = RunningServer.start(folder, "checkpoint-interval", "100ms")) {
      String stopped = server.create(RunningServer.longStudy());
      String running = server.create(RunningServer.longStudy());
      server.awaitTrials(stopped);
      server.awaitTrials(running);
      Files.move(folder.resolve("studies").resolve(stopped), folder.resolve("away-1"));
      server.stopStudy(stopped);
      Files.move(folder.resolve("studies").resolve(running), folder.resolve("away-2"));

      for (String id : List.of(stopped, running)) {
        JsonNode failed = server.awaitEnd(id);
        assertThat(failed.path("state").textValue()).isEqualTo("failed");
        assertThat(failed.path("problem").textValue())
            .isEqualTo("its folder was deleted while it ran");
        assertThat(failed.path("storageProblem").isNull()).isTrue();
      }
      stopping = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(30));
    assertThat(folder.resolve("studies")).isEmptyDirectory();
  }

  @Test
  void aSweepThatIsRepeatedAfterARestart() throws IOException {
    List<String> ids;
    try (RunningServer server = RunningServer.start(folder)) {
      ids = sweep(server);
      ids.forEach(server::awaitEnd);
      assertThat(sweep(server)).isEqualTo(ids).hasSize(3);
    }
    Path damaged = folder.resolve("studies").resolve(ids.getFirst());
    Files.delete(damaged.resolve("record.json"));
    new RunDirectory(damaged).delete();
    try (RunningServer server = RunningServer.start(folder)) {
      List<String> again = sweep(server);
      assertThat(again).startsWith(ids.get(1), ids.get(2)).hasSize(3);
      assertThat(ids).doesNotContain(again.get(2));
      assertThat(server.awaitEnd(again.get(2)).path("seed").asInt()).isEqualTo(1);
      assertThat(sweep(server)).isEqualTo(again);
      expect(204, server.send("DELETE", "/api/v1/studies/" + ids.get(1)));
      assertThat(sweep(server)).startsWith(ids.get(2), again.get(2)).doesNotContain(ids.get(1));
    }
  }

  private static List<String> sweep(RunningServer server) {
    HttpResponse<String> created = expect(201, postSweep(server));
    return json(created).path("studies").findValuesAsText("id");
  }

  private static HttpResponse<String> postSweep(RunningServer server) {
    return post(
        server,
        "/api/v1/sweeps",
        """
        {"study": {"observer": {"model": "mnist-logistic"}, "block-size": 100, "stop": {"max-trials": 400}},
         "sweep": {"seed": [1, 2, 3]}}
        """,
        "night-1");
  }

  private static HttpResponse<String> create(RunningServer server, String key) {
    return post(server, "/api/v1/studies", RunningServer.shortStudy(), key);
  }

  private static HttpResponse<String> post(
      RunningServer server, String path, String json, String key) {
    return server.send(
        server
            .request(path, "Content-Type", "application/json", "Idempotency-Key", key)
            .POST(BodyPublishers.ofString(json)));
  }

  /** Returns a study that ran while its server stopped; another one if it has ended before. */
  private String suspended() throws IOException {
    for (int attempt = 1; ; attempt++) {
      String id;
      try (RunningServer server = RunningServer.start(folder)) {
        id = server.create(LONG_ENOUGH);
        server.awaitTrials(id);
      }
      RunDirectory directory = new RunDirectory(folder.resolve("studies").resolve(id));
      if (attempt == 5 || !directory.record().orElseThrow().lifecycle().state().isInactive()) {
        return id;
      }
    }
  }

  private void assertUninterruptedResults(String id) throws IOException {
    try (Stream<Path> studies = Files.list(uninterrupted.resolve("studies"))) {
      Path expected = studies.findFirst().orElseThrow();
      for (String file :
          List.of("maps.npy", "errors.npy", "counts.npy", "history.csv", "maps.png")) {
        assertThat(folder.resolve("studies").resolve(id).resolve(file))
            .hasSameBinaryContentAs(expected.resolve(file));
      }
    }
  }
}
