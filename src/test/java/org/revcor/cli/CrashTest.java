package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Checkpoint;
import org.revcor.schema.Json;

/**
 * Kills a server repeatedly while it starts, runs studies and ends them. {@code -Dcrash.kills} sets
 * the number of kills (default: 4), {@code -Dcrash.seed} their random times.
 */
@Tag("full")
final class CrashTest {
  private static final int KILLS = Integer.getInteger("crash.kills", 4);
  private static final long SEED = Long.getLong("crash.seed", 1);
  private static final int MAX_START_MILLIS = 4_000;
  private static final int MAX_LIFE_MILLIS = 1_000;
  private static final int MAX_END_MILLIS = 300;

  /** Event at which a server is killed. */
  private enum Moment {
    START,
    RUN,
    END
  }

  @TempDir private Path folder;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void killedServersLeaveTheSameBytesAsOneThatWasNot() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    List<Map<String, String>> rounds = new ArrayList<>();

    for (int kill = 0; kill < KILLS; kill++) {
      if (rounds.isEmpty() || haveEnded(data, rounds.getLast())) {
        rounds.add(begin(data));
      }
      killAt(moment(kill), data, rounds.getLast());
      assertRecordsAreNotAheadOfTheCheckpoints(data, rounds.getLast());
    }
    String log;
    try (ServerProcess server = serve(data)) {
      server.awaitEnds(List.copyOf(rounds.getLast().values()));
      server.terminate();
      log = server.process().err();
    }

    assertAllHaveFinished(data, rounds, log);
    Path undisturbed = Files.createDirectory(folder.resolve("undisturbed"));
    Map<String, String> wholes;
    try (ServerProcess server = serve(undisturbed)) {
      wholes = create(server);
      server.awaitEnds(List.copyOf(wholes.values()));
      server.terminate();
    }
    for (String name : wholes.keySet()) {
      Map<String, String> whole =
          ResultFiles.of(undisturbed.resolve("studies").resolve(wholes.get(name)));
      assertThat(whole)
          .containsKeys("maps.npy", "errors.npy", "history.csv", "summary.json", "study.json");
      for (Map<String, String> ids : rounds) {
        Path left = data.resolve("studies").resolve(ids.get(name));
        assertThat(ResultFiles.of(left)).as(name).containsExactlyInAnyOrderEntriesOf(whole);
      }
    }
  }

  private static Map<String, JsonNode> studies() throws IOException {
    String cnn = "\"observer\": {\"model\": \"mnist-cnn\"}, \"block-size\": 100";
    String logistic = "\"observer\": {\"model\": \"mnist-logistic\"}, \"block-size\": 250";
    String gaussian =
        "\"stimulus\": {\"kind\": \"white-noise\", \"law\": \"gaussian\", \"mean\": 0.5, \"sd\":"
            + " 0.25}";
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("label", cnn + ", \"readout\": {\"kind\": \"label\"}" + most(12_000));
    parts.put(
        "probability", logistic + ", \"readout\": {\"kind\": \"probability\"}" + most(60_000));
    parts.put("logit", logistic + ", \"readout\": {\"kind\": \"logit\"}" + most(80_000));
    parts.put(
        "gradient",
        cnn + ", \"readout\": {\"kind\": \"logit\"}, \"estimator\": \"gradient\"" + most(6_000));
    parts.put(
        "covariance",
        logistic
            + ", \"readout\": {\"kind\": \"label\"}, \"covariance\": {\"channels\": [\"3\"]}, "
            + gaussian
            + most(20_000));
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

  private static String most(int trials) {
    return ", \"stop\": {\"max-trials\": %d}".formatted(trials);
  }

  /** Submits all studies to a server, and kills it at once. */
  private Map<String, String> begin(Path data) throws Exception {
    try (ServerProcess server = serve(data)) {
      Map<String, String> ids = create(server);
      server.kill();
      return ids;
    }
  }

  /** Submits all studies and returns their ids by name. */
  private static Map<String, String> create(ServerProcess server) throws Exception {
    Map<String, String> ids = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> study : studies().entrySet()) {
      ids.put(study.getKey(), server.create(study.getValue()));
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
    List<Path> checkpoints = checkpoints(studies, ids);
    List<FileTime> results = results(studies, ids);
    try (ServerProcess server = serve(data)) {
      int delay =
          switch (moment) {
            case START -> random.nextInt(MAX_START_MILLIS);
            case RUN -> {
              server.process().await(() -> !checkpoints(studies, ids).equals(checkpoints));
              yield random.nextInt(MAX_LIFE_MILLIS);
            }
            case END -> {
              server.process().await(() -> !results(studies, ids).equals(results));
              yield random.nextInt(MAX_END_MILLIS);
            }
          };
      TimeUnit.MILLISECONDS.sleep(delay);
      server.kill();
    }
  }

  private static boolean haveEnded(Path data, Map<String, String> ids) {
    return ids.values().stream()
        .map(id -> data.resolve("studies").resolve(id).resolve("record.json"))
        .allMatch(record -> CommandProcess.text(record).contains("\"state\" : \"finished\""));
  }

  private static List<FileTime> results(Path studies, Map<String, String> ids) {
    List<FileTime> times = new ArrayList<>();
    for (String id : ids.values()) {
      try {
        times.add(Files.getLastModifiedTime(studies.resolve(id).resolve("maps.npy")));
      } catch (IOException notYet) {
        times.add(FileTime.fromMillis(0));
      }
    }
    return times;
  }

  private static List<Path> checkpoints(Path studies, Map<String, String> ids) {
    List<Path> all = new ArrayList<>();
    ids.values().forEach(id -> all.addAll(ResultFiles.checkpoints(studies.resolve(id))));
    return all;
  }

  private static void assertRecordsAreNotAheadOfTheCheckpoints(Path data, Map<String, String> ids)
      throws IOException {
    for (String id : ids.values()) {
      Path study = data.resolve("studies").resolve(id);
      JsonNode recorded = record(study).path("checkpoint").path("trials");
      if (recorded.isNumber()) {
        assertThat(ResultFiles.trials(ResultFiles.checkpoints(study).getFirst()))
            .isGreaterThanOrEqualTo(recorded.longValue());
      }
    }
  }

  private static void assertAllHaveFinished(Path data, List<Map<String, String>> rounds, String log)
      throws Exception {
    List<String> ids = rounds.stream().flatMap(round -> round.values().stream()).toList();
    try (Stream<Path> folders = Files.list(data.resolve("studies"))) {
      assertThat(folders)
          .extracting(folder -> folder.getFileName().toString())
          .containsExactlyInAnyOrderElementsOf(ids);
    }
    for (String id : ids) {
      Path study = data.resolve("studies").resolve(id);
      JsonNode record = record(study);
      assertThat(record.path("state").asText())
          .as("%s, after%n%s".formatted(id, log))
          .isEqualTo("finished");
      Checkpoint last = Checkpoint.of(ResultFiles.checkpoints(study).getFirst());
      assertThat(record.path("checkpoint").path("digest").asText()).isEqualTo(last.digest());
      assertThat(record.path("checkpoint").path("trials")).isEqualTo(record.path("trials"));
    }
  }

  private static JsonNode record(Path study) throws IOException {
    return Json.MAPPER.readTree(study.resolve("record.json").toFile());
  }
}
