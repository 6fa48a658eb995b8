package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.checkpoint.Checkpoint;
import org.revcor.record.StoredEntries;
import org.revcor.record.StudyEntry;
import org.revcor.study.Json;

/**
 * A server that is killed again and again while it starts, runs studies and ends them. Six kills,
 * or as many as {@code -Dcrash.kills} says, at moments drawn from {@code -Dcrash.seed}.
 */
@Tag("full")
final class CrashTest {
  private static final int KILLS = Integer.getInteger("crash.kills", 6);
  private static final long SEED = Long.getLong("crash.seed", 1);
  private static final int LONGEST_START_MILLIS = 4_000;
  private static final int LONGEST_LIFE_MILLIS = 1_000;
  private static final int LONGEST_END_MILLIS = 300;

  /** What a server is killed at. */
  private enum Moment {
    START,
    RUN,
    END
  }

  @TempDir private Path folder;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void killedServersLeaveTheSameBytesAsOneThatWasNot() throws Exception {
    Map<String, JsonNode> studies = studies();
    Path data = Files.createDirectory(folder.resolve("data"));
    Map<String, String> ids = begin(studies, data);

    for (int kill = 0; kill < KILLS; kill++) {
      Moment moment = moment(kill);
      killAt(moment, data, ids);
      assertDatabaseIsNotAheadOfTheFolders(data);
    }
    try (ServerProcess server = serve(data)) {
      server.awaitEnds(List.copyOf(ids.values()));
      server.terminate();
    }

    assertDatabaseAgreesWithTheFolders(data, ids);
    for (Map.Entry<String, JsonNode> study : studies.entrySet()) {
      Path left = data.resolve("studies").resolve(ids.get(study.getKey()));
      assertThat(ResultFiles.of(left))
          .as(study.getKey())
          .containsKeys("maps.npy", "errors.npy", "history.csv", "summary.json", "study.json")
          .containsExactlyInAnyOrderEntriesOf(
              ResultFiles.of(run(study.getKey(), study.getValue())));
    }
  }

  @Test
  void anUninterruptedServerLeavesTheBytesOfTheCommandLine() throws Exception {
    Map<String, JsonNode> studies = studies();
    Path data = Files.createDirectory(folder.resolve("data"));
    Map<String, String> ids = new LinkedHashMap<>();
    try (ServerProcess server = serve(data)) {
      for (Map.Entry<String, JsonNode> study : studies.entrySet()) {
        ids.put(study.getKey(), server.create(study.getValue()));
      }
      server.awaitEnds(List.copyOf(ids.values()));
      server.terminate();
    }
    for (Map.Entry<String, JsonNode> study : studies.entrySet()) {
      Path left = data.resolve("studies").resolve(ids.get(study.getKey()));
      assertThat(ResultFiles.of(left))
          .as(study.getKey())
          .containsExactlyInAnyOrderEntriesOf(
              ResultFiles.of(run(study.getKey(), study.getValue())));
    }
  }

  /** More kills need longer studies, so that there is something to kill. */
  private static Map<String, JsonNode> studies() throws IOException {
    String cnn = "\"observer\": {\"model\": \"mnist-cnn\"}, \"block-size\": 100";
    String logistic = "\"observer\": {\"model\": \"mnist-logistic\"}, \"block-size\": 250";
    String gaussian =
        "\"stimulus\": {\"kind\": \"white-noise\", \"law\": \"gaussian\", \"mean\": 0.5, \"sd\": 0.25}";
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("label", cnn + ", \"readout\": {\"kind\": \"label\"}" + most(6_000));
    parts.put(
        "probability", logistic + ", \"readout\": {\"kind\": \"probability\"}" + most(40_000));
    parts.put("logit", logistic + ", \"readout\": {\"kind\": \"logit\"}" + most(50_000));
    parts.put(
        "gradient",
        cnn + ", \"readout\": {\"kind\": \"logit\"}, \"estimator\": \"gradient\"" + most(3_000));
    parts.put(
        "covariance",
        logistic
            + ", \"readout\": {\"kind\": \"label\"}, \"covariance\": {\"channels\": [\"3\"]}, "
            + gaussian
            + most(10_000));
    parts.put(
        "reliability",
        logistic + ", \"readout\": {\"kind\": \"logit\"}, \"stop\": {\"reliability\": 0.99}");
    Map<String, JsonNode> studies = new LinkedHashMap<>();
    for (Map.Entry<String, String> part : parts.entrySet()) {
      studies.put(
          part.getKey(),
          Json.MAPPER.readTree(
              "{\"study\": {\"name\": \"%s\", \"seed\": 7, %s}}"
                  .formatted(part.getKey(), part.getValue())));
    }
    return studies;
  }

  private static String most(int trialsPerKill) {
    return ", \"stop\": {\"max-trials\": %d}".formatted(trialsPerKill * KILLS);
  }

  private Map<String, String> begin(Map<String, JsonNode> studies, Path data) throws Exception {
    Map<String, String> ids = new LinkedHashMap<>();
    try (ServerProcess server = serve(data)) {
      for (Map.Entry<String, JsonNode> study : studies.entrySet()) {
        ids.put(study.getKey(), server.create(study.getValue()));
      }
      server.kill();
    }
    return ids;
  }

  private ServerProcess serve(Path data) throws IOException {
    return ServerProcess.start(
        data, folder, Map.of("REVCOR_CHECKPOINT_INTERVAL", "200ms", "REVCOR_LANES_CPU_LANES", "2"));
  }

  private static Moment moment(int kill) {
    return switch (kill % 6) {
      case 0, 2, 4 -> Moment.RUN;
      case 1 -> Moment.START;
      default -> Moment.END;
    };
  }

  private void killAt(Moment moment, Path data, Map<String, String> ids) throws Exception {
    Path studies = data.resolve("studies");
    List<Path> before = checkpoints(studies, ids);
    try (ServerProcess server = serve(data)) {
      int delay =
          switch (moment) {
            case START -> random.nextInt(LONGEST_START_MILLIS);
            case RUN -> {
              server.process().await(() -> !checkpoints(studies, ids).equals(before));
              yield random.nextInt(LONGEST_LIFE_MILLIS);
            }
            case END -> {
              List<String> unfinished =
                  ids.values().stream().filter(id -> !ended(studies.resolve(id))).toList();
              server
                  .process()
                  .await(() -> unfinished.stream().anyMatch(id -> isEnding(studies.resolve(id))));
              yield random.nextInt(LONGEST_END_MILLIS);
            }
          };
      TimeUnit.MILLISECONDS.sleep(delay);
      server.kill();
    }
  }

  private static boolean ended(Path study) {
    return CommandProcess.text(study.resolve("record.json")).contains("\"state\" : \"finished\"");
  }

  /** The first of the results is the sign of an end. */
  private static boolean isEnding(Path study) {
    return Files.exists(study.resolve("maps.npy"));
  }

  private static List<Path> checkpoints(Path studies, Map<String, String> ids) {
    List<Path> all = new ArrayList<>();
    ids.values().forEach(id -> all.addAll(ResultFiles.checkpoints(studies.resolve(id))));
    return all;
  }

  private void assertDatabaseIsNotAheadOfTheFolders(Path data) throws Exception {
    for (StudyEntry entry : StoredEntries.ofFile(data, folder).values()) {
      List<Path> checkpoints = ResultFiles.checkpoints(data.resolve("studies").resolve(entry.id()));
      if (entry.checkpoint() != null) {
        assertThat(ResultFiles.trials(checkpoints.getFirst()))
            .isGreaterThanOrEqualTo(entry.checkpoint().trials());
        for (Path checkpoint : checkpoints) {
          if (ResultFiles.trials(checkpoint) == entry.checkpoint().trials()) {
            assertThat(entry.checkpoint().digest()).isEqualTo(Checkpoint.of(checkpoint).digest());
          }
        }
      }
    }
  }

  private void assertDatabaseAgreesWithTheFolders(Path data, Map<String, String> ids)
      throws Exception {
    Map<String, StudyEntry> entries = StoredEntries.ofFile(data, folder);
    assertThat(entries.keySet()).containsExactlyInAnyOrderElementsOf(ids.values());
    for (StudyEntry entry : entries.values()) {
      Path study = data.resolve("studies").resolve(entry.id());
      JsonNode record = Json.MAPPER.readTree(study.resolve("record.json").toFile());
      Path last = ResultFiles.checkpoints(study).getFirst();
      assertThat(Json.MAPPER.valueToTree(entry.state()).asText())
          .isEqualTo(record.path("state").asText())
          .isEqualTo("finished");
      assertThat(Json.MAPPER.valueToTree(entry.end()).asText())
          .isEqualTo(record.path("end").asText());
      assertThat(entry.checkpoint())
          .isEqualTo(
              new StudyEntry.LastCheckpoint(
                  Checkpoint.of(last).digest(), record.path("trials").longValue()));
    }
  }

  private Path run(String name, JsonNode study) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".json"), study.toString());
    Path out = folder.resolve("whole-" + name);
    try (CommandProcess process =
        CommandProcess.start(
            folder,
            Map.of("REVCOR_DATA_DIR", folder.resolve("none").toString()),
            "run",
            file.toString(),
            "--out",
            out.toString())) {
      assertThat(process.exitCode()).as(process.err()).isZero();
    }
    return out;
  }
}
