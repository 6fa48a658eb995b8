package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Checkpoint;
import org.revcor.schema.Json;

/** Tests servers that are terminated at a bad time, and folders that become unwritable. */
@Tag("full")
final class StorageFaultsTest {
  private static final long HALFWAY = 50_000;

  /** Trials of studies that are killed after their first checkpoints, long before their end. */
  private static final int TRIALS = 30_000;

  /** Trials of studies whose files become unwritable, and writable again, before their end. */
  private static final int LONGER = 100_000;

  private static final int DISK_MEBIBYTES = 24;

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void makeDataFolder() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
  }

  @Test
  void termDuringACheckpointAndAgainDuringTheHandoverLosesNothing() throws Exception {
    JsonNode study = study("mnist-logistic", 300_000, "logit");
    String id;
    long handedOver;
    try (ServerProcess server = serve("100ms")) {
      id = server.create(study);
      server
          .process()
          .await(
              () ->
                  checkpoints(id).size() == 2
                      && (isBeingWritten(id) || trialsOfTheNewest(id) >= HALFWAY));
      server.process().signal("TERM");
      server.process().await(() -> server.process().err().contains("suspending running studies"));
      server.terminate();
      assertThat(server.process().err()).doesNotContain("were not suspended");
      handedOver = ResultFiles.trials(checkpoints(id).getFirst());
    }
    try (ServerProcess server = serve("100ms")) {
      server.awaitEnds(List.of(id));
      assertThat(server.process().err())
          .contains("study %s resumes at trial %d".formatted(id, handedOver));
      server.terminate();
    }
    assertWhole(id, study);
  }

  /** On a fast disk a write is rarely observed; the signal then comes between two checkpoints. */
  private long trialsOfTheNewest(String id) {
    String name = checkpoints(id).getFirst().getFileName().toString();
    return Long.parseLong(name.substring(name.indexOf('-') + 1));
  }

  @Test
  void aFullDiskIsReportedAndWritingIsRetried() throws Exception {
    JsonNode study = study("mnist-cnn", LONGER, "label");
    try (Mount disk = Mount.small(data, DISK_MEBIBYTES);
        ServerProcess server = serve("100ms")) {
      String id = server.create(study);
      server.process().await(() -> !checkpoints(id).isEmpty());
      AutoCloseable full = disk.filled();
      try (full) {
        assertContinuesInMemory(server, id);
      }
      assertIsWrittenAgain(server, id);
      AutoCloseable fullAgain = disk.filled();
      try (fullAgain) {
        server.await(id, now -> now.path("trials").longValue() == LONGER);
        JsonNode waiting =
            server.await(
                id,
                now ->
                    now.path("state").asText().equals("stopping")
                        && !now.path("storageProblem").isNull());
        assertThat(waiting.path("storageProblem").asText()).contains("cannot be written");
      }
      server.awaitEnds(List.of(id));
      server.terminate();
      assertWhole(id, study);
    }
  }

  @Test
  void studiesThatRanWaitIfNoneCanBeWrittenAfterARestart() throws Exception {
    JsonNode study = study("mnist-cnn", TRIALS, "label");
    List<String> ids;
    try (ServerProcess server = serve("100ms")) {
      ids = List.of(server.create(study), server.create(study));
      server.process().await(() -> ids.stream().noneMatch(id -> checkpoints(id).isEmpty()));
      server.kill();
    }
    Path studies = data.resolve("studies");
    Mount readOnly = Mount.readOnly(studies);
    try (ServerProcess server = serve("100ms")) {
      try (readOnly) {
        String problem = "no study can be written to %s (".formatted(studies);
        server
            .process()
            .await(
                () ->
                    ids.stream()
                        .map(id -> server.study(id).path("problem").asText())
                        .anyMatch(shown -> shown.startsWith(problem)));
        for (String id : ids) {
          awaitState(server, id, "queued");
        }
        assertThat(server.refusal(ids.getLast(), "pause"))
            .contains("stays in the queue, since " + problem);
      }
      server.awaitEnds(ids);
      server.terminate();
    }
    assertWhole(ids.getFirst(), study);
    assertThat(ResultFiles.of(folder(ids.getLast())))
        .containsExactlyInAnyOrderEntriesOf(ResultFiles.of(folder(ids.getFirst())));
  }

  private static void assertContinuesInMemory(ServerProcess server, String id) throws Exception {
    JsonNode reported = server.await(id, now -> !now.path("storageProblem").isNull());
    assertThat(reported.path("state").asText()).isEqualTo("running");
    assertThat(reported.path("storageProblem").asText())
        .contains("cannot be written (")
        .endsWith("; the study continues in memory");
    server.process().await(() -> server.readiness().path("status").asText().equals("degraded"));
    assertThat(server.readiness().path("reasons").toString())
        .contains("these studies continue in memory, since their files cannot be written: " + id);
    long trials = reported.path("trials").longValue();
    server.await(id, now -> now.path("trials").longValue() > trials);
    assertThat(server.process().err()).contains("study " + id + ": ").contains("cannot be written");
  }

  private static void assertIsWrittenAgain(ServerProcess server, String id) throws Exception {
    server.await(id, now -> now.path("storageProblem").isNull());
    server.process().await(() -> server.readiness().path("status").asText().equals("ready"));
    assertThat(server.process().err()).contains("can be written again");
  }

  private void assertWhole(String id, JsonNode study) throws Exception {
    JsonNode record = Json.MAPPER.readTree(folder(id).resolve("record.json").toFile());
    assertThat(record.path("state").asText()).isEqualTo("finished");
    assertThat(record.path("checkpoint").path("digest").asText())
        .isEqualTo(Checkpoint.of(checkpoints(id).getFirst()).digest());
    assertThat(record.path("checkpoint").path("trials").longValue())
        .isEqualTo(study.at("/study/stop/max-trials").longValue());
    assertThat(ResultFiles.of(folder(id)))
        .containsExactlyInAnyOrderEntriesOf(WholeRun.of(folder, study));
  }

  private static void awaitState(ServerProcess server, String id, String state)
      throws InterruptedException {
    server.await(id, now -> now.path("state").asText().equals(state));
  }

  private ServerProcess serve(String checkpointInterval) throws IOException {
    return ServerProcess.start(
        data,
        folder,
        Map.of("REVCOR_CHECKPOINT_INTERVAL", checkpointInterval, "REVCOR_LANES_CPU_LANES", "1"));
  }

  private Path folder(String id) {
    return data.resolve("studies").resolve(id);
  }

  private List<Path> checkpoints(String id) {
    return ResultFiles.checkpoints(folder(id));
  }

  private boolean isBeingWritten(String id) {
    try (Stream<Path> files = Files.list(folder(id))) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(".checkpoint-"));
    } catch (IOException e) {
      return false;
    }
  }

  private static JsonNode study(String model, int trials, String readout) throws IOException {
    return Json.MAPPER.readTree(
        """
        {"study": {"name": "fault", "seed": 7, "block-size": 100, "observer": {"model": "%s"},
         "readout": {"kind": "%s"}, "stop": {"max-trials": %d}}}
        """
            .formatted(model, readout, trials));
  }
}
