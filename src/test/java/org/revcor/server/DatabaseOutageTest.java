package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.study.record.PostgresServer;
import org.revcor.study.record.StoredEntries;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyState;

/** Tests studies during an outage of PostgreSQL. */
@Tag("full")
final class DatabaseOutageTest {
  private static final String STUDY = RunningServer.study("some", "{\"max-trials\": 1000000000}");

  @TempDir private Path folder;

  private interface Action {
    void run() throws IOException;
  }

  @Test
  void aStudySurvivesLostConnections() throws Exception {
    try (PostgresServer postgres = PostgresServer.start()) {
      survives(postgres, postgres::disconnect, postgres::restore);
    }
  }

  @Test
  void aStudySurvivesAHangingDatabase() throws Exception {
    try (PostgresServer postgres = PostgresServer.start()) {
      survives(postgres, postgres::freeze, postgres::thaw);
    }
  }

  private void survives(PostgresServer postgres, Action interrupt, Action restore)
      throws Exception {
    String id;
    JsonNode ended;
    try (RunningServer server = start(postgres)) {
      id = server.create(STUDY);
      RunningServer.await(() -> !server.study(id).path("checkpoint").isNull());

      interrupt.run();
      HttpResponse<String> refused =
          expect(503, server.post("/api/v1/studies", RunningServer.shortStudy()));
      assertThat(refused.body())
          .as("the database's problem, not a request timeout")
          .contains("; the study was not created");
      RunningServer.await(() -> readiness(server).path("status").asText().equals("degraded"));
      assertThat(readiness(server).path("reasons").toString())
          .contains("the database has been unavailable since");
      long trials = server.study(id).path("trials").longValue();
      RunningServer.await(() -> server.study(id).path("trials").longValue() > trials);
      assertThat(server.study(id).path("storageProblem").isNull()).isTrue();

      restore.run();
      RunningServer.await(() -> readiness(server).path("status").asText().equals("ready"));
      assertThat(server.study(id).path("state").asText()).isEqualTo("running");
      server.stopStudy(id);
      ended = server.study(id);
    }
    assertThat(StoredEntries.of(postgres.settings())).containsOnlyKeys(id);
    StudyEntry entry = StoredEntries.of(postgres.settings()).get(id);
    assertThat(entry).isNotNull();
    assertThat(entry.state()).isEqualTo(StudyState.FINISHED);
    assertThat(entry.checkpoint())
        .isEqualTo(
            new StudyEntry.LastCheckpoint(
                ended.path("checkpoint").path("digest").asText(),
                ended.path("checkpoint").path("trials").longValue()));
  }

  private RunningServer start(PostgresServer postgres) {
    return RunningServer.start(
        folder,
        "checkpoint-interval",
        "100ms",
        "database.url",
        postgres.settings().url(),
        "database.user",
        postgres.settings().user(),
        "database.password",
        postgres.settings().password());
  }

  private static JsonNode readiness(RunningServer server) {
    return RunningServer.json(server.get("/readyz"));
  }
}
