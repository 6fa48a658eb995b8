package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerLifeTest {
  @TempDir Path folder;

  @Test
  void aPortThatIsInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> RunningServer.start(folder, "port", String.valueOf(taken.getLocalPort())))
          .hasCauseInstanceOf(ServerStartException.class)
          .cause()
          .hasMessage(
              "port %d is in use; stop the other server, or choose another port with --port (0 takes any free one)"
                  .formatted(taken.getLocalPort()));
    }
    RunningServer.start(folder).close();
  }

  @Test
  void aDatabaseThatCannotBeUsedIsNamed() {
    assertThatThrownBy(() -> RunningServer.start(folder, "database.schema", "check"))
        .hasCauseInstanceOf(ServerStartException.class)
        .cause()
        .hasMessageStartingWith("the schema of the database jdbc:h2:file:")
        .hasMessageContaining("revcor.database.schema is check");
    RunningServer.start(folder).close();
    RunningServer.start(folder, "database.schema", "check").close();
  }

  @Test
  void aDataFolderThatIsInUseIsNamed() {
    try (RunningServer first = RunningServer.start(folder)) {
      assertThat(first.get("/livez").statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> RunningServer.start(folder))
          .hasCauseInstanceOf(ServerStartException.class)
          .cause()
          .hasMessage(
              "the data folder %s is in use by another server; stop that one or choose another folder with --data-dir"
                  .formatted(folder));
    }
  }

  @Test
  void aDataFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> RunningServer.start(file.resolve("data")))
        .hasCauseInstanceOf(ServerStartException.class)
        .cause()
        .hasMessageStartingWith("the data folder " + file.resolve("data") + " cannot be used (")
        .hasMessageEndingWith("; choose another with --data-dir");
  }

  @Test
  void studiesThatHaveEndedAreListedAfterARestart() {
    String id;
    byte[] maps;
    try (RunningServer server = RunningServer.start(folder)) {
      id = server.create(RunningServer.shortStudy());
      server.awaitEnd(id);
      maps = server.bytes("/api/v1/studies/" + id + "/maps.npy").body();
    }
    try (RunningServer server = RunningServer.start(folder)) {
      JsonNode listed = json(server.get("/api/v1/studies")).path("studies");

      assertThat(listed.findValuesAsText("id")).containsExactly(id);
      assertThat(server.study(id).path("state").textValue()).isEqualTo("finished");
      assertThat(server.bytes("/api/v1/studies/" + id + "/maps.npy").body()).isEqualTo(maps);
      assertThat(server.get("/api/v1/studies/" + id + "/history").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void studiesThatRunEndWithResultsWhenTheServerDoes() {
    String id;
    try (RunningServer server = RunningServer.start(folder)) {
      id = server.create(RunningServer.longStudy());
      server.awaitTrials(id);
    }
    try (RunningServer server = RunningServer.start(folder)) {
      JsonNode study = server.study(id);

      assertThat(study.path("state").textValue()).isEqualTo("finished");
      assertThat(study.path("end").textValue()).isEqualTo("shutdown");
      assertThat(server.bytes("/api/v1/studies/" + id + "/maps.npy").statusCode()).isEqualTo(200);
      assertThat(server.get("/api/v1/studies/" + id + "/summary").statusCode()).isEqualTo(200);
    }
  }
}
