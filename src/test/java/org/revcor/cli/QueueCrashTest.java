package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server repeatedly while a client queues studies, and while the server runs them one after
 * the other. {@code -Dcrash.seed} sets the random times of the kills.
 */
@Tag("full")
final class QueueCrashTest {
  private static final int STUDIES = 300;
  private static final int STEP = 10;
  private static final int KILLS = 10;
  private static final int MIN_LIFE_MILLIS = 500;
  private static final int MAX_LIFE_MILLIS = 6_000;

  @TempDir private Path folder;

  private final SplittableRandom random = new SplittableRandom(Long.getLong("crash.seed", 1));

  /** Times of the ends of studies, as the server reported them, by id. */
  private final Map<String, String> ends = new HashMap<>();

  @Test
  void killsLoseNoQueuedStudy_runNoneTwice_andKeepTheOrder() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = serve()) {
        server.address();
        CompletableFuture<Void> client = CompletableFuture.runAsync(() -> submit(server, ids));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MIN_LIFE_MILLIS, MAX_LIFE_MILLIS));
        server.kill();
        client.join();
      }
    }
    try (ServerProcess server = serve()) {
      submit(server, ids);
      assertThat(ids).hasSize(STUDIES);
      for (int some = STEP; some <= STUDIES; some += STEP) {
        int wanted = some;
        server.process().await(() -> haveEnded(server) >= wanted);
      }
      server.terminate();
    }
    assertThat(ends.keySet()).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(ids.stream().map(id -> Instant.parse(ends.get(id)))).isSorted();
  }

  private ServerProcess serve() throws Exception {
    return ServerProcess.start(
        folder.resolve("data"),
        folder,
        Map.of("REVCOR_STUDIES_MOST_RUNNING", "1", "REVCOR_LANES_CPU_LANES", "1"));
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
         "stop": {"max-trials": 300}}}\
        """
            .formatted(number, number));
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
        assertThat(study.path("trials").intValue()).isEqualTo(300);
        String ended = study.path("ended").textValue();
        assertThat(ends.merge(study.path("id").textValue(), ended, (first, now) -> first))
            .isEqualTo(ended);
      }
    }
  }
}
