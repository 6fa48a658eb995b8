package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.json;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests maps that are damaged on the disk. */
final class DamagedResultsTest {
  private static final String STUDIES = "/api/v1/studies/";
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
        HttpResponse<String> refused = server.get(STUDIES + study + "/maps.npy");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(json(refused).path("detail").textValue()).isEqualTo("see the server's log");
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

  private static Path maps(Path data, String study) {
    return data.resolve("studies").resolve(study).resolve("maps.npy");
  }
}
