package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the live feed that say nothing, or do not read. */
final class SilentClientTest {
  private static final String READY = "{\"type\": \"ready\"}";

  @TempDir static Path folder;
  private static RunningServer server;
  private static String study;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder, "live.frame-interval", "20ms", "live.idle-timeout", "3s");
    study = server.create(RunningServer.longStudy());
    server.awaitTrials(study);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aClientThatSaysNothingIsClosed() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      assertThat(client.awaitClose()).isEqualTo(1001);
    }
    await(() -> gauge() == 0);
  }

  @Test
  void aClientThatNeverReadsHoldsNobodyUpAndIsForgotten() {
    List<LiveClient> deaf = new ArrayList<>();
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      for (int i = 0; i < 10; i++) {
        LiveClient one = LiveClient.connect(server, study, false);
        one.say("{\"type\": \"watch\", \"channels\": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}");
        deaf.add(one);
      }
      client.say("{\"type\": \"watch\", \"channels\": [8]}");
      for (int i = 0; i < 20; i++) {
        client.frame();
        client.say(READY);
      }

      await(
          () -> {
            client.say(READY);
            return gauge() == 1;
          });
    } finally {
      deaf.forEach(LiveClient::close);
    }
    await(() -> gauge() == 0);
  }

  private static long gauge() {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("revcor_live_clients "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }
}
