package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.observer.Observer.OPERATIONS_WITHOUT_LAYERS;
import static org.revcor.observer.Observer.OPERATIONS_WITH_LAYERS;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.FreePort;
import org.revcor.RevcorVersion;

final class WorkerEndpointsTest {
  @TempDir private Path folder;

  @Test
  void theInferenceProcessOfTheServerIsListedWithItsMemory() {
    Instant start = Instant.now();
    try (RunningServer server = RunningServer.start(folder)) {
      String id = server.create(RunningServer.shortStudy());
      JsonNode platform = server.awaitEnd(id).path("plan").path("platform");
      RunningServer.await(() -> workers(server).path(0).path("memory").asLong() > 100 << 20);

      assertThat(workers(server)).hasSize(1);
      ObjectNode worker = (ObjectNode) workers(server).path(0);
      assertThat(Instant.parse(worker.remove("lastContact").asText())).isAfter(start);
      assertThat(worker.remove("trialsPerSecond").isNumber()).isTrue();
      worker.remove("memory");
      ObjectNode ofPlans = (ObjectNode) worker.remove("platform");
      String engine = ofPlans.path("engine").asText();
      ofPlans.put("engine", engine.replace(OPERATIONS_WITHOUT_LAYERS, OPERATIONS_WITH_LAYERS));
      assertThat(ofPlans).isEqualTo(platform);
      assertThat(worker)
          .isEqualTo(
              json(
                  """
                  {"name": "local", "address": null, "state": "ready", "version": "%s", "lanes": 1, "tasks": 0,
                   "notEligible": {}}\
                  """
                      .formatted(RevcorVersion.TEXT)));
    }
  }

  @Test
  void aServerWithoutLanesHasNoWorkers() throws IOException {
    try (RunningServer server =
        RunningServer.start(
            folder, "workers.local", "0", "cluster.port", String.valueOf(FreePort.find()))) {
      assertThat(json(server.get("/api/v1/workers"))).isEqualTo(json("{\"workers\": []}"));
    }
  }

  private static JsonNode workers(RunningServer server) {
    return json(server.get("/api/v1/workers")).path("workers");
  }
}
