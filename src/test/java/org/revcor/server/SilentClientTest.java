package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests clients of the live feed that send nothing or do not read. */
@Tag("full")
final class SilentClientTest {
  private static final String READY = "{\"type\": \"ready\"}";

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;
  private static String study;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder, "live.frame-interval", "20ms", "live.idle-timeout", "5s");
    study = server.create(RunningServer.longStudy());
    server.awaitTrials(study);
  }

  @Test
  void clientsThatSendNothingOrNeverReadDelayNobody_andAreDisconnected() {
    List<LiveClient> notReading = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      LiveClient one = LiveClient.connect(server, study, false);
      notReading.add(one);
      one.send("{\"type\": \"watch\", \"channels\": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}");
    }
    try (LiveClient silent = LiveClient.connect(server, study, true);
        LiveClient client = LiveClient.connect(server, study, true)) {
      client.send("{\"type\": \"watch\", \"channels\": [8]}");
      for (int i = 0; i < 20; i++) {
        client.frame();
        client.send(READY);
      }

      await(
          () -> {
            client.send(READY);
            return gauge() == 1;
          });
      assertThat(silent.awaitClose()).isEqualTo(1000);
    } finally {
      notReading.forEach(LiveClient::close);
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
