package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Digest;
import org.revcor.server.Settings.SettingsSources;
import org.revcor.study.results.RunDirectory;

/** Backs up a server while it runs studies, and starts others from the files. */
@Tag("full")
final class BackupTest {
  private static final int BACKUPS = 2;
  private static final int MAX_ATTEMPTS = 5;

  @TempDir private Path folder;

  @Test
  void restoredStudiesResumeToTheSameBytes() throws IOException {
    Path data = folder.resolve("data");
    List<Path> archives = new ArrayList<>();
    Map<String, String> results;
    String running;
    String paused;
    String finished;
    try (RunningServer server = RunningServer.start(data, "checkpoint-interval", "100ms")) {
      finished = server.create(RunningServer.shortStudy());
      server.awaitEnd(finished);
      paused = server.create(RunningServer.longStudy());
      server.awaitTrials(paused);
      server.pause(paused);
      running = whileRunning(server, archives);
      for (int attempt = 1; hasEnded(server, running) && attempt < MAX_ATTEMPTS; attempt++) {
        archives.clear();
        running = whileRunning(server, archives);
      }
      assertThat(hasEnded(server, running)).isFalse();
      server.awaitEnd(running);
      results = results(server, running);
    }

    for (Path archive : archives) {
      Path restored = folder.resolve("restored").resolve(archive.getFileName());
      Restore.of(archive, restored);
      try (RunningServer server = RunningServer.start(restored)) {
        assertThat(server.awaitEnd(running).path("state").asText()).isEqualTo("finished");
        assertThat(results(server, running)).isEqualTo(results);
        assertThat(server.study(paused).path("state").asText()).isEqualTo("paused");
        assertThat(server.study(finished).path("state").asText()).isEqualTo("finished");
      }
    }
  }

  /** Starts a study, and backs the server up after each of its first checkpoints. */
  private String whileRunning(RunningServer server, List<Path> archives) throws IOException {
    String running = server.create(RunningServer.study("running", "{\"max-trials\": 60000}"));
    for (int i = 0; i < BACKUPS; i++) {
      awaitNewCheckpoint(server.folder().resolve("studies").resolve(running));
      archives.add(backup(server.folder(), running + "-" + i));
    }
    return running;
  }

  private static boolean hasEnded(RunningServer server, String id) {
    return !server.study(id).path("state").asText().equals("running");
  }

  private static void awaitNewCheckpoint(Path study) throws IOException {
    RunDirectory directory = new RunDirectory(study);
    List<Path> before = directory.checkpoints();
    RunningServer.await(
        () -> {
          try {
            return !directory.checkpoints().equals(before);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private Path backup(Path data, String name) throws IOException {
    Path archive = folder.resolve("backup-" + name + ".zip");
    Backup.write(
        new SettingsSources(Optional.empty(), Map.of(), Map.of("data-dir", data.toString())),
        archive);
    return archive;
  }

  private static Map<String, String> results(RunningServer server, String id) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    Path study = server.folder().resolve("studies").resolve(id);
    for (String name :
        List.of("maps.npy", "errors.npy", "counts.npy", "history.csv", "study.json")) {
      digests.put(name, Digest.of(Files.readAllBytes(study.resolve(name))));
    }
    return digests;
  }
}
