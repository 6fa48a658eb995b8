package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests studies that wait until another one ends, on a server that runs one at a time. */
@Tag("full")
final class StudyQueueTest {
  private static final String STUDIES = "/api/v1/studies";
  private static final int AT_ONCE = 40;

  @TempDir private static Path folder;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder, "studies.most-running", "1");
  }

  @Test
  void studiesStartInOrder_andTheirPositionsAreShown() {
    String running = server.create(RunningServer.longStudy());
    List<String> ids = createShort(3);

    assertThat(ids).extracting(StudyQueueTest::position).containsExactly(1, 2, 3);
    assertThat(server.study(ids.get(2)).path("state").textValue()).isEqualTo("queued");
    assertThat(json(server.get(STUDIES + "?state=queued&order=newest")).path("studies"))
        .extracting(study -> study.path("queuePosition").intValue())
        .containsExactly(3, 2, 1);

    server.stopStudy(running);
    Stream<JsonNode> ended = ids.stream().map(server::awaitEnd);
    assertThat(ended.map(study -> Instant.parse(study.path("ended").textValue()))).isSorted();
    assertThat(server.study(ids.getFirst()).has("queuePosition")).isFalse();
  }

  @Test
  void studiesThatAreCreatedAtOnceAreAllAnswered_andStartInTheOrderOfTheirCreation() {
    String running = server.create(RunningServer.longStudy());
    List<CompletableFuture<String>> created = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      String study =
          RunningServer.study("at once " + i, "{\"max-trials\": 100}").replace("cnn", "logistic");
      created.add(
          CompletableFuture.supplyAsync(() -> createInTime(study), Thread::startVirtualThread));
    }
    while (!created.stream().allMatch(CompletableFuture::isDone)) {
      expect(200, server.get("/readyz"));
    }
    List<String> ids = created.stream().map(CompletableFuture::join).sorted().toList();

    JsonNode queue = json(server.get(STUDIES + "?state=queued&limit=500")).path("studies");
    assertThat(queue)
        .extracting(study -> study.path("id").textValue())
        .containsExactlyElementsOf(ids.reversed());
    assertThat(queue)
        .extracting(study -> Instant.parse(study.path("created").textValue()))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(queue)
        .extracting(study -> study.path("queuePosition").intValue())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, AT_ONCE).map(i -> AT_ONCE + 1 - i).boxed().toList());
    server.stopStudy(running);
    Stream<JsonNode> ended = ids.stream().map(server::awaitEnd);
    assertThat(ended.map(study -> Instant.parse(study.path("ended").textValue()))).isSorted();
  }

  /** Creates a study; as clients do, it tries again as long as the server is busy. */
  private static String createInTime(String study) {
    String key = UUID.randomUUID().toString();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (true) {
      HttpResponse<String> response =
          server.send(
              server
                  .request(STUDIES, "Content-Type", "application/json", "Idempotency-Key", key)
                  .POST(BodyPublishers.ofString(study)));
      if (response.statusCode() == 201) {
        return json(response).path("id").textValue();
      }
      assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
      assertThat(System.nanoTime() - end).as("nanoseconds after the timeout").isNegative();
      long seconds = Long.parseLong(response.headers().firstValue("Retry-After").orElseThrow());
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }
  }

  @Test
  void aQueuedStudyThatIsPausedOrStoppedLeavesTheQueue_andCanBeResumed() {
    String running = server.create(RunningServer.longStudy());
    List<String> ids = createShort(3);

    assertThat(json(act(ids.get(0), "pause")).path("state").textValue()).isEqualTo("paused");
    assertThat(json(act(ids.get(1), "stop")).path("state").textValue()).isEqualTo("paused");
    assertThat(position(ids.get(2))).isEqualTo(1);
    JsonNode resumed = json(act(ids.get(1), "resume"));
    assertThat(resumed.path("state").textValue()).isEqualTo("queued");
    assertThat(resumed.path("queuePosition").intValue()).isEqualTo(1);
    assertThat(json(act(ids.get(1), "resume")).path("queuePosition").intValue()).isEqualTo(1);
    assertThat(position(ids.get(2))).isEqualTo(2);

    server.stopStudy(running);
    assertThat(server.awaitEnd(ids.get(1)).path("end").textValue()).isEqualTo("max-trials");
    assertThat(server.awaitEnd(ids.get(2)).path("end").textValue()).isEqualTo("max-trials");
    assertThat(server.study(ids.get(0)).path("state").textValue()).isEqualTo("paused");
  }

  @Test
  void aQueuedStudyCanBeDeleted() {
    String running = server.create(RunningServer.longStudy());
    List<String> ids = createShort(2);

    expect(204, server.send("DELETE", STUDIES + "/" + ids.getFirst()));

    expect(404, server.get(STUDIES + "/" + ids.getFirst()));
    assertThat(position(ids.getLast())).isEqualTo(1);
    server.stopStudy(running);
    server.awaitEnd(ids.getLast());
  }

  @Test
  void whatAQueuedStudyCannotDo() {
    String running = server.create(RunningServer.longStudy());
    String paused = server.create(RunningServer.longStudy());
    act(paused, "pause");
    String queued = createShort(1).getFirst();
    String expected = "study %s is queued; pause it first".formatted(queued);

    assertThat(detail(server.get(STUDIES + "/" + queued + "/export"))).isEqualTo(expected);
    assertThat(
            detail(server.post(STUDIES + "/" + queued + "/extend", "{\"maxTrials\": 2000000000}")))
        .isEqualTo(expected);
    assertThat(detail(server.post(STUDIES + "/" + paused + "/resume", "{\"fresh\": true}")))
        .isEqualTo("1 studies are running, the maximum; stop or pause a study, or wait");
    assertThat(detail(server.get(STUDIES + "/" + queued + "/maps.npy")))
        .isEqualTo("study %s has no maps".formatted(queued));
    server.stopStudy(running);
    server.awaitEnd(queued);
  }

  private static List<String> createShort(int studies) {
    return Stream.generate(() -> server.create(RunningServer.shortStudy())).limit(studies).toList();
  }

  private static int position(String id) {
    return server.study(id).path("queuePosition").intValue();
  }

  private static HttpResponse<String> act(String id, String action) {
    HttpResponse<String> response =
        expect(202, server.send("POST", STUDIES + "/" + id + "/" + action));
    return response;
  }

  private static String detail(HttpResponse<String> refused) {
    assertThat(refused.statusCode()).isEqualTo(409);
    return json(refused).path("detail").textValue();
  }
}
