package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LaneDeadlineTest {
  @TempDir Path folder;

  @Test
  void aLaneTimeoutFailsTheStudy_andTheServerStaysReady() {
    try (RunningServer server = RunningServer.start(folder, "lanes.block-deadline", "100ms")) {
      String tooLong =
          RunningServer.study("large", "{\"max-trials\": 1000000}")
              .replace("\"block-size\": 100,", "\"block-size\": 5000,");

      JsonNode end = server.awaitEnd(server.create(tooLong));

      assertThat(end.path("state").asText()).isEqualTo("failed");
      assertThat(end.path("problem").asText())
          .isEqualTo("observer mnist-cnn did not respond within 0.1 s");
      JsonNode ready = json(server.get("/readyz"));
      assertThat(ready.path("status").asText()).isEqualTo("ready");
      assertThat(ready.path("lanes").path("live").intValue()).isEqualTo(1);
      assertThat(ready.path("lanes").path("abandoned").intValue()).isEqualTo(3);
    }
  }
}
