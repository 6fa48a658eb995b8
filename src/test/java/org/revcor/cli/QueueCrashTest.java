package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.results.TimedId;

/**
 * Kills a server repeatedly while a client queues studies, and while the server runs them one after
 * the other. {@code -Dcrash.seed} sets the random times of the kills. The log of each process says
 * which studies it ran, and the files that it found say which of them it should have run.
 */
@Tag("full")
final class QueueCrashTest {
  private static final int STUDIES = 30;
  private static final int STEP = 10;
  private static final int TRIALS = 5_000;
  private static final Pattern START =
      Pattern.compile("study (\\S+) (?:starts|resumes) at trial (\\d+)");
  private static final int KILLS = 4;
  private static final int MIN_LIFE_MILLIS = 500;
  private static final int MAX_LIFE_MILLIS = 3_000;

  @TempDir private Path folder;

  private final SplittableRandom random = new SplittableRandom(Long.getLong("crash.seed", 1));

  /** Times of the ends of studies, as the server reported them, by id. */
  private final Map<String, String> ends = new HashMap<>();

  /** Ids of the studies that the processes have started, in order. */
  private final List<String> started = new ArrayList<>();

  @Test
  void killsLoseNoQueuedStudy_runNoneTwice_andKeepTheOrder() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      Map<String, Long> before = checkpoints();
      try (ServerProcess server = serve()) {
        server.address();
        CompletableFuture<Void> client = CompletableFuture.runAsync(() -> submit(server, ids));
        boolean startsOne =
            before.size() < STUDIES || before.values().stream().anyMatch(t -> t >= 0);
        if (kill % 2 > 0 && startsOne) { // the others may be killed before their lanes run
          server.process().await(() -> START.matcher(server.process().err()).find());
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MIN_LIFE_MILLIS, MAX_LIFE_MILLIS));
        server.kill();
        client.join();
        addStarted(server, before);
      }
    }
    assertThat(started).isNotEmpty();
    Map<String, Long> before = checkpoints();
    try (ServerProcess server = serve()) {
      submit(server, ids);
      assertThat(ids).hasSize(STUDIES);
      for (int some = STEP; some <= STUDIES; some += STEP) {
        int wanted = some;
        server.process().await(() -> haveEnded(server) >= wanted);
      }
      server.terminate();
      addStarted(server, before);
    }
    assertThat(started).containsExactlyElementsOf(ids);
    assertThat(ends.keySet()).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(ids.stream().map(id -> Instant.parse(ends.get(id)))).isSorted();
  }

  /**
   * Returns the trial at which the next process resumes each study: that of its newest checkpoint,
   * 0 without one, -1 for a study that has ended and must not run again.
   */
  private Map<String, Long> checkpoints() throws IOException {
    Map<String, Long> trials = new HashMap<>();
    Path studies = Files.createDirectories(folder.resolve("data/studies"));
    try (Stream<Path> folders = Files.list(studies)) {
      for (Path study : folders.filter(QueueCrashTest::isStudy).toList()) {
        StudyView record = new RunDirectory(study).record().orElseThrow();
        long last =
            ResultFiles.checkpoints(study).stream().findFirst().map(ResultFiles::trials).orElse(0L);
        trials.put(record.id(), record.lifecycle().end() == null ? last : -1);
      }
    }
    return trials;
  }

  private static boolean isStudy(Path folder) {
    return TimedId.isOne(folder.getFileName().toString());
  }

  /**
   * Requires that a process started each study once, from where the files that it found left it.
   * Only the first one may be that which ran when the process before was killed.
   */
  private void addStarted(ServerProcess server, Map<String, Long> before) {
    List<String> ids = new ArrayList<>();
    Matcher starts = START.matcher(server.process().err());
    while (starts.find()) {
      ids.add(starts.group(1));
      assertThat(Long.parseLong(starts.group(2)))
          .as(starts.group())
          .isEqualTo(before.getOrDefault(starts.group(1), 0L));
    }
    assertThat(ids).doesNotHaveDuplicates();
    boolean continues =
        !started.isEmpty() && !ids.isEmpty() && ids.getFirst().equals(started.getLast());
    started.addAll(continues ? ids.subList(1, ids.size()) : ids);
  }

  private ServerProcess serve() throws Exception {
    return ServerProcess.start(
        folder.resolve("data"),
        folder,
        Map.of(
            "REVCOR_STUDIES_MOST_RUNNING",
            "1",
            "REVCOR_LANES_CPU_LANES",
            "1",
            "REVCOR_CHECKPOINT_INTERVAL",
            "100ms"));
  }

  /**
   * Submits the studies that the server has not confirmed, one after the other, until it has or is
   * killed. A repeated request has the same key.
   */
  private void submit(ServerProcess server, List<String> ids) {
    try {
      assertNoneRanTwice(server);
      while (ids.size() < STUDIES) {
        ids.add(server.create(study(ids.size()), "study-" + ids.size()));
      }
    } catch (UncheckedIOException killed) {
      return; // the next process gets the same request
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode study(int number) {
    return ServerProcess.json(
        """
        {"study": {"name": "%d", "seed": %d, "observer": {"model": "mnist-logistic"}, "block-size": 100,
         "stop": {"max-trials": %d}}}\
        """
            .formatted(number, number, TRIALS));
  }

  private int haveEnded(ServerProcess server) {
    assertNoneRanTwice(server);
    return ends.size();
  }

  /**
   * A study that ran again would end at another time. It is noticed if the server reports both
   * ends.
   */
  private void assertNoneRanTwice(ServerProcess server) {
    JsonNode page = server.get("api/v1/studies?limit=500");
    assertThat(page.path("damaged")).isEmpty();
    assertThat(page.path("studies").size()).isLessThanOrEqualTo(STUDIES);
    for (JsonNode study : page.path("studies")) {
      if (!study.path("ended").isNull()) {
        assertThat(study.path("state").textValue()).isEqualTo("finished");
        assertThat(study.path("trials").intValue()).isEqualTo(TRIALS);
        String ended = study.path("ended").textValue();
        assertThat(ends.merge(study.path("id").textValue(), ended, (first, now) -> first))
            .isEqualTo(ended);
      }
    }
  }
}
