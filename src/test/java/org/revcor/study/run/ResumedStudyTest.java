package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.file.Digest;
import org.revcor.file.FolderTree;
import org.revcor.schema.Json;
import org.revcor.study.results.CheckpointHeader;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;

/** Runs that resume an earlier run in their folder. */
class ResumedStudyTest extends StudyRuns {
  private static final String STUDY =
      """
      {"seed": 5, "observer": {"model": "mnist-logistic"}, "readout": {"kind": "%s"},
       "stop": {"max-trials": %d}, "block-size": 100}
      """;

  /** Has the run "whole" of 40,000 labels. */
  @TempDir private static Path shared;

  @BeforeAll
  static void runWhole() throws Exception {
    new StudyRuns(shared).run(STUDY.formatted("label", 40_000), "whole", 1);
  }

  @Test
  void interruptedRunResumesFromTheNewestOfTwoCheckpoints() throws Exception {
    run(STUDY.formatted("probability", 40_000), "whole", 1);
    stopTwice("parts");
    List<Path> checkpoints = new RunDirectory(folder.resolve("parts")).checkpoints();
    assertThat(checkpoints).hasSize(2);

    StudyView end = run(STUDY.formatted("probability", 40_000), "parts", 2);

    assertThat(end.progress().trials()).isEqualTo(40_000);
    assertSameResults("parts", "whole");
    assertThat(end.storage().checkpoint()).isNotNull();
    assertThat(end.storage().checkpoint().trials()).isEqualTo(40_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flipped", "truncated", "empty"})
  void unreadableCheckpointIsSkippedForThePreviousOne(String damage) throws Exception {
    stopTwice("label", "parts");
    Path newest = new RunDirectory(folder.resolve("parts")).checkpoints().getFirst();
    long before = trials(new RunDirectory(folder.resolve("parts")).checkpoints().get(1));
    damage(newest, damage);

    try (HeadlessStudy running = start(STUDY.formatted("label", 40_000), "parts", 1)) {
      assertThat(running.resumedAt()).isEqualTo(before);
      running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    assertThat(results(folder.resolve("parts"))).isEqualTo(results(shared.resolve("whole")));
  }

  @Test
  void runThatSkippedACheckpointCanBeStoppedBeforePassingIt() throws Exception {
    stopTwice("parts");
    RunDirectory directory = new RunDirectory(folder.resolve("parts"));
    Path newest = directory.checkpoints().getFirst();
    damage(newest, "flipped");

    try (HeadlessStudy running = start(STUDY.formatted("probability", 40_000), "parts", 1)) {
      running.stop();
      running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    for (Path checkpoint : directory.checkpoints()) {
      assertThat(org.revcor.file.Checkpoint.of(checkpoint).parts()).isPositive();
    }
  }

  @Test
  void runWithoutAReadableCheckpointIsRefusedAndCanRestart() throws Exception {
    stopTwice("label", "parts");
    for (Path checkpoint : new RunDirectory(folder.resolve("parts")).checkpoints()) {
      damage(checkpoint, "flipped");
    }

    assertRefused(() -> start(STUDY.formatted("label", 40_000), "parts", 1))
        .hasMessageMatching(
            "--out is .*parts, which holds the study \".*\" \\(checkpoint-\\d+ is damaged;"
                + " checkpoint-\\d+ is damaged\\); it must be an empty or new folder, or the folder"
                + " of this study \\(with --fresh, revcor run and revcor known replace its"
                + " content\\)");
    try (HeadlessStudy restarted = restart(STUDY.formatted("label", 40_000), "parts", 1)) {
      assertThat(restarted.resumedAt()).isZero();
      restarted.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
    assertThat(results(folder.resolve("parts"))).isEqualTo(results(shared.resolve("whole")));
  }

  @Test
  void runWhoseCheckpointsAreMissingIsRefusedUnchanged() throws Exception {
    stopTwice("label", "parts");
    RunDirectory parts = new RunDirectory(folder.resolve("parts"));
    long stopped = trials(parts.checkpoints().getFirst());
    for (Path checkpoint : parts.checkpoints()) {
      Files.delete(checkpoint);
    }
    Map<String, String> before = files(parts.folder());

    assertRefused(() -> start(STUDY.formatted("label", 40_000), "parts", 1))
        .hasMessageContaining(
            "(the checkpoint at trial %d, which record.json names, is missing)".formatted(stopped));
    assertThat(files(parts.folder())).isEqualTo(before);
  }

  @Test
  void studyWhoseRecordCannotBeReadIsRefusedUnchanged_andCanRestart() throws Exception {
    stopTwice("label", "parts");
    Path parts = folder.resolve("parts");
    Path file = parts.resolve("record.json");
    String record = Files.readString(file);
    Map<String, String> unread =
        Map.of(
            "{",
            "is damaged",
            record.replace("\"stopping\"", "\"x\""),
            "is of version 0.1 or 0.2; this version reads 0.3");
    for (Map.Entry<String, String> each : unread.entrySet()) {
      Files.writeString(file, each.getKey());
      assertRecordIsRequired("parts", each.getValue());
      assertThat(file).hasContent(each.getKey());
    }
    Files.delete(file);
    Map<String, String> before = files(parts);
    assertRecordIsRequired("parts", "is missing");
    assertThat(files(parts)).isEqualTo(before);
    restart(STUDY.formatted("label", 40_000), "parts", 1).close();
  }

  private void assertRecordIsRequired(String out, String problem) {
    assertRefused(() -> start(STUDY.formatted("logit", 40_000), out, 1))
        .hasMessage(
            "--out is %s, which holds a study whose record.json %s; it must be an empty or new folder,"
                + " or this one with that file restored (with --fresh, revcor run and revcor known"
                + " replace its content)",
            folder.resolve(out), problem);
  }

  @Test
  void folderWithOnlyAStudyFileIsUsed() throws Exception {
    Files.createDirectory(folder.resolve("new"));
    Files.writeString(folder.resolve("new/study.json"), STUDY.formatted("label", 1_000));

    assertThat(run(STUDY.formatted("label", 1_000), "new", 1).progress().trials()).isEqualTo(1_000);
  }

  @Test
  void extendedStudyEqualsALongerOne() throws Exception {
    String standardBlocks =
        """
        {"seed": 5, "observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"},
         "stop": {"max-trials": %d, "reliability": 0.9999}%s}
        """;
    StudyView half = run(standardBlocks.formatted(2_050, ""), "extended", 1);
    assertThat(half.setup().plan().blockSize()).isEqualTo(40);
    assertThat(half.progress().trials()).as("no longer study has a look here").isEqualTo(2_080);

    StudyView all = run(standardBlocks.formatted(4_000, ""), "extended", 2);

    run(standardBlocks.formatted(4_000, ", \"block-size\": 40"), "whole", 1);
    assertThat(all.progress().trials()).isEqualTo(4_000);
    assertThat(all.setup().plan().blockSize()).isEqualTo(40);
    assertThat(withoutSpecification("extended")).isEqualTo(withoutSpecification("whole"));
  }

  /** Only one of the two studies sets the block size. */
  private Map<String, Object> withoutSpecification(String out) {
    Map<String, Object> results = StudyRuns.results(folder.resolve(out));
    assertThat(results.keySet()).contains("maps.npy", "errors.npy", "history.csv");
    results.keySet().removeAll(List.of("study.json", "record.json"));
    return results;
  }

  @Test
  void fewerTrialsThanFoldedAreRefused() throws Exception {
    StudyRuns runs = new StudyRuns(shared);
    assertRefused(() -> runs.start(STUDY.formatted("label", 2_000), "whole", 1))
        .hasMessageContaining(
            "(study.stop.max-trials is 2000, but 40000 trials are already folded)");
  }

  /** A summary that cannot be deleted ends the preparation of the run as a killed process does. */
  @Test
  void extensionThatDeletedOnlySomeResultsIsNotComplete() throws Exception {
    run(STUDY.formatted("label", 4_000), "cut", 1);
    run(STUDY.formatted("label", 8_000), "whole", 1);
    Path obstacle = folder.resolve("cut/summary.json");
    Files.delete(obstacle);
    Files.createDirectories(obstacle.resolve("folder"));

    assertCannotBeWritten(() -> start(STUDY.formatted("label", 8_000), "cut", 1));

    delete(obstacle);
    run(STUDY.formatted("label", 8_000), "cut", 1);
    assertSameResults("cut", "whole");
  }

  private void assertCannotBeWritten(ThrowingCallable start) {
    assertRefused(start).hasMessageEndingWith("; it must be a folder that can be written");
    assertThat(new RunDirectory(folder.resolve("cut")).record().orElseThrow().lifecycle().state())
        .isEqualTo(StudyState.SUBMITTED);
  }

  private static void delete(Path obstacle) throws IOException {
    Files.delete(obstacle.resolve("folder"));
    Files.delete(obstacle);
  }

  /** Simulates a power cut between the last checkpoint and the results. */
  @Test
  void runThatEndedWithoutItsResultsWritesThem() throws Exception {
    run(STUDY.formatted("label", 4_100), "whole", 1);
    run(STUDY.formatted("label", 4_100), "cut", 1);
    Path cut = folder.resolve("cut");
    Files.delete(cut.resolve("maps.npy"));
    Files.delete(cut.resolve("summary.json"));
    Files.writeString(cut.resolve(".checkpoint-4000.17.part"), "half of one");
    markAsRunning(cut);
    List<String> history = Files.readAllLines(cut.resolve("history.csv"));
    Files.writeString(cut.resolve("history.csv"), String.join("\n", history) + "\n41");

    StudyView end = run(STUDY.formatted("label", 4_100), "cut", 1);

    assertThat(end.lifecycle().end()).isEqualTo(EndReason.MAX_TRIALS);
    assertThat(end.progress().looks()).isEqualTo((history.size() - 1) / 10);
    assertSameResults("cut", "whole");
    assertThat(cut.resolve("summary.json")).exists();
    assertThat(cut.resolve(".checkpoint-4000.17.part")).doesNotExist();
  }

  private static void markAsRunning(Path run) throws IOException {
    ObjectNode record = (ObjectNode) Json.MAPPER.readTree(run.resolve("record.json").toFile());
    record.put("state", "running").putNull("end").putNull("problem");
    Json.MAPPER.writeValue(run.resolve("record.json").toFile(), record);
  }

  @Test
  void runOfWrongGradientsThatEndedWithoutItsResultsFailsAgain() throws Exception {
    Path network = Path.of(getClass().getResource("/org/revcor/observer/file/stepped.pt").toURI());
    Files.writeString(
        Files.copy(network, folder.resolve("net.pt")).resolveSibling("net.json"),
        "{\"input\": [1, 4, 4]}");
    String study =
        """
        {"seed": 5, "observer": {"file": "%s"}, "readout": {"kind": "logit"}, "block-size": 100,
         "estimator": "gradient", "stop": {"max-trials": 20000, "reliability": 0.95}}
        """
            .formatted(folder.resolve("net.pt"));
    StudyView refuted = end(study);
    assertThat(refuted.lifecycle().problem()).startsWith("gradients differ from the average");
    Files.delete(folder.resolve("cut/summary.json"));
    markAsRunning(folder.resolve("cut"));

    StudyView again = end(study);

    assertThat(again.lifecycle().state()).isEqualTo(StudyState.FAILED);
    assertThat(again.lifecycle().problem()).isEqualTo(refuted.lifecycle().problem());
    assertThat(again.progress().trials()).isEqualTo(refuted.progress().trials());
  }

  private StudyView end(String study) throws Exception {
    try (HeadlessStudy running = start(study, "cut", 1)) {
      return running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
  }

  @Test
  void incompleteHistoryIsRefused_andNothingIsChanged() throws Exception {
    stopTwice("parts");
    Path history = folder.resolve("parts/history.csv");
    String columns = Files.readString(history).lines().findFirst().orElseThrow();
    Files.writeString(history, columns + "\n");
    assertRefusedUnchanged(
        "history.csv has 0 rows of the \\d+ looks before the checkpoint, not \\d+");

    Files.writeString(history, columns.replace("snr", "ratio") + "\n");
    assertRefusedUnchanged("history.csv has the columns .*,ratio,.*, not .*,snr,.*");

    Files.delete(history);
    assertRefusedUnchanged("the history cannot be read \\(.*NoSuchFileException: .*history.csv\\)");
  }

  private void assertRefusedUnchanged(String reason) throws IOException {
    Map<String, String> before = files(folder.resolve("parts"));

    assertRefused(() -> start(STUDY.formatted("probability", 50_000), "parts", 1))
        .hasMessageMatching(
            "--out is .*parts, which holds the study \".*\" \\(%s\\); .*".formatted(reason));

    assertThat(before).containsKeys("summary.json", "digests.json");
    assertThat(files(folder.resolve("parts"))).isEqualTo(before);
  }

  private void stopTwice(String out) throws Exception {
    stopTwice("probability", out);
  }

  /** Stops a run twice; again if it has ended before. */
  private void stopTwice(String readout, String out) throws Exception {
    for (int attempt = 1; !isStoppedTwice(readout, out) && attempt < 5; attempt++) {
      new FolderTree(folder.resolve(out)).delete();
    }
  }

  /**
   * Stops a run at two different block boundaries, so that it has two checkpoints. Returns false if
   * it has ended by itself.
   */
  private boolean isStoppedTwice(String readout, String out) throws Exception {
    long stopped = 0;
    for (int times = 0; times < 2; times++) {
      try (HeadlessStudy running = start(STUDY.formatted(readout, 40_000), out, 1)) {
        while (running.now().toCompletableFuture().get(60, TimeUnit.SECONDS).progress().trials()
            <= stopped) {
          LockSupport.parkNanos(1_000_000);
        }
        running.stop();
        StudyView end = running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
        if (end.lifecycle().end() != EndReason.STOPPED) {
          return false;
        }
        stopped = end.progress().trials();
      }
    }
    return true;
  }

  private static Map<String, String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Map<String, String> digests = new TreeMap<>();
      for (Path file : files.toList()) {
        digests.put(file.getFileName().toString(), Digest.of(Files.readAllBytes(file)));
      }
      return digests;
    }
  }

  private static long trials(Path checkpoint) throws IOException {
    return CheckpointHeader.of(org.revcor.file.Checkpoint.of(checkpoint)).trials();
  }

  private static void damage(Path file, String how) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (how) {
      case "flipped" -> bytes[bytes.length / 2] ^= 1;
      case "truncated" -> bytes = Arrays.copyOf(bytes, bytes.length / 2);
      default -> bytes = new byte[0];
    }
    Files.write(file, bytes);
  }
}
