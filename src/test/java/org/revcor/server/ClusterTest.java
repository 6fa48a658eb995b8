package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.FreePort;
import org.revcor.worker.cluster.ClusterSettings;
import org.revcor.worker.cluster.WorkerNode;

/** Servers and workers that join them over the loopback interface. */
@Tag("full")
final class ClusterTest {
  private static final String STUDY =
      RunningServer.study("together", "{\"max-trials\": 30000}")
          .replace("\"model\": \"mnist-cnn\"", "\"file\": \"linear.pt\", \"input\": [1, 4, 4]");

  @TempDir private Path folder;

  @Test
  void studiesWaitForAWorkerWhichGivesTheBytesOfLocalLanes_andStopWithoutOne() throws Exception {
    int port = FreePort.find();
    JsonNode waiting;
    byte[] maps;
    try (RunningServer server = server("server", port)) {
      String id = server.create(STUDY);
      RunningServer.await(
          () -> server.study(id).path("problem").asText().equals("no worker is connected"));
      waiting = server.study(id);
      assertThat(RunningServer.json(server.get("/readyz")).path("reasons"))
          .extracting(JsonNode::asText)
          .containsExactly("no worker is connected, so studies wait");
      String lasting;
      try (RunningWorker worker = worker("w", port)) {
        assertThat(server.awaitEnd(id).path("problem").isNull()).as("finished").isTrue();
        maps = server.bytes("/api/v1/studies/" + id + "/maps.npy").body();
        lasting = server.create(STUDY.replace("30000", "1000000000"));
        RunningServer.await(() -> server.study(lasting).path("trials").asLong() > 0);
        assertThat(worker.isRunning()).isTrue();
      }
      RunningServer.await(() -> server.study(lasting).path("state").asText().equals("waiting"));

      server.post("/api/v1/studies/" + lasting + "/stop", "");

      assertThat(server.awaitEnd(lasting).path("end").asText()).isEqualTo("stopped");
    }

    assertThat(waiting.path("state").asText()).isEqualTo("queued");
    assertThat(folder.resolve("w/copies/observers/linear.pt"))
        .hasSameBinaryContentAs(folder.resolve("server/observers/linear.pt"));
    assertThat(maps).isEqualTo(localMaps());
  }

  @Test
  void serverWhosePortForWorkersIsInUseDoesNotStart() throws Exception {
    int port = FreePort.find();
    try (RunningServer first = server("first", port)) {
      assertThat(first.server().joinCommand())
          .contains("revcor worker --join 127.0.0.1:%d".formatted(port));
      assertThatThrownBy(() -> server("second", port))
          .hasMessageContaining("workers cannot join at 127.0.0.1 port %d".formatted(port));
    }
  }

  private byte[] localMaps() throws IOException {
    network("local");
    try (RunningServer server = RunningServer.start(folder.resolve("local"))) {
      String id = server.create(STUDY);
      server.awaitEnd(id);
      return server.bytes("/api/v1/studies/" + id + "/maps.npy").body();
    }
  }

  private RunningServer server(String name, int port) throws IOException {
    network(name);
    return RunningServer.start(
        folder.resolve(name), "workers.local", "0", "cluster.port", String.valueOf(port));
  }

  private void network(String server) throws IOException {
    Path observers = Files.createDirectories(folder.resolve(server).resolve("observers"));
    Files.copy(
        Path.of("src/test/resources/org/revcor/observer/file/linear.pt"),
        observers.resolve("linear.pt"));
  }

  private RunningWorker worker(String name, int port) {
    Settings settings = RunningServer.settings(folder.resolve(name));
    return RunningWorker.start(
        new WorkerNode.Options(
            name,
            "127.0.0.1",
            port,
            new ClusterSettings("127.0.0.1", 0, Optional.empty()),
            settings.process(false).withFoldersBelow(folder.resolve(name).resolve("copies")),
            settings.confinement()));
  }
}
