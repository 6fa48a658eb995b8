package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are read, written and synced on threads that may block. */
final class DispatchersTest {
  private static final List<String> FILE_ACCESS =
      List.of("jdk.FileRead", "jdk.FileWrite", "jdk.FileForce");

  @TempDir private Path folder;

  @Test
  void nothingOfAStudyBlocksTheDefaultDispatcher() throws Exception {
    Path data = folder.resolve("data");
    try (Recording recording = new Recording()) {
      for (String event : FILE_ACCESS) {
        recording.enable(event).withThreshold(Duration.ZERO).withoutStackTrace();
      }
      recording.start();
      try (RunningServer server = RunningServer.start(data, "checkpoint-interval", "1s")) {
        String ended = server.create(RunningServer.shortStudy());
        server.awaitEnd(ended);
        String paused = server.create(RunningServer.longStudy());
        server.awaitTrials(paused);
        server.pause(paused);
        server.bytes("/api/v1/studies/" + ended + "/export");
        server.bytes("/api/v1/studies/" + ended + "/maps.npy");
        server.get("/api/v1/studies/" + ended + "/history");
        server.get("/api/v1/studies?sizes=true");
        server.send("DELETE", "/api/v1/studies/" + ended);
      }
      try (RunningServer server = RunningServer.start(data)) {
        server.get("/api/v1/studies");
      }
      recording.stop();
      Path events = folder.resolve("events.jfr");
      recording.dump(events);
      List<RecordedEvent> accesses =
          RecordingFile.readAllEvents(events).stream()
              .filter(event -> String.valueOf(event.getString("path")).contains(data.toString()))
              .toList();

      assertThat(accesses)
          .extracting(event -> event.getEventType().getName())
          .contains("jdk.FileForce");
      assertThat(accesses)
          .filteredOn(event -> event.getThread().getJavaName().contains("default-dispatcher"))
          .extracting(event -> event.getEventType().getName() + " " + event.getString("path"))
          .isEmpty();
    }
  }
}
