package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
final class SweepEndpointsTest {
  private static final String SWEEPS = "/api/v1/sweeps";
  private static final String STUDIES = "/api/v1/studies";
  private static final String STUDY =
      "\"study\": {\"observer\": {\"model\": \"mnist-logistic\"}, \"block-size\": 100, \"stop\":"
          + " {\"max-trials\": 400}}";

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(folder, "studies.most-running", "3", "http.request-timeout", "30s");
    RunningServer.await(() -> server.get("/readyz").statusCode() == 200);
  }

  private static HttpResponse<String> sweep(String sweep) {
    return sweep(sweep, UUID.randomUUID().toString());
  }

  private static HttpResponse<String> sweep(String sweep, String key) {
    return post(SWEEPS, "%s, \"sweep\": %s".formatted(STUDY, sweep), key);
  }

  private static HttpResponse<String> post(String path, String members, String key) {
    return server.send(
        server
            .request(path, "Content-Type", "application/json", "Idempotency-Key", key)
            .POST(BodyPublishers.ofString("{" + members + "}")));
  }

  private static List<String> texts(JsonNode nodes, String field) {
    return StreamSupport.stream(nodes.spliterator(), false)
        .map(node -> node.path(field).asText())
        .toList();
  }

  private static List<String> ids() {
    return texts(json(server.get(STUDIES)).path("studies"), "id");
  }

  @Test
  void everyValidCombinationBecomesAStudy_withALinkToTheComparison() {
    HttpResponse<String> created =
        expect(
            201,
            sweep(
                "{\"readout\": [\"label\", \"logit\"], \"estimator\": [\"average\", \"gradient\"]}"));
    JsonNode response = json(created);
    List<String> ids = texts(response.path("studies"), "id");
    assertThat(texts(response.path("studies"), "readout"))
        .containsExactly("label", "logit", "logit");
    assertThat(texts(response.path("studies"), "estimator"))
        .containsExactly("average", "average", "gradient");
    assertThat(response.path("leftOut")).hasSize(1);
    assertThat(texts(response.path("leftOut"), "combination")).containsExactly("label, gradient");
    assertThat(response.path("leftOut").get(0).path("reason").asText())
        .startsWith("study.estimator is gradient; it must be average with readout label");
    assertThat(response.path("comparison").asText())
        .isEqualTo(
            ids.stream()
                .map(id -> "study=" + id)
                .collect(Collectors.joining("&", "/#/compare?", "")));
    assertThat(ids).doesNotHaveDuplicates();
    for (String id : ids) {
      JsonNode end = server.awaitEnd(id);
      assertThat(end.path("state").asText()).isEqualTo("finished");
      assertThat(end.path("trials").asLong()).isEqualTo(400);
    }
  }

  @Test
  void studiesBeyondTheMaximumAreQueuedInTheOrderOfTheSweep() {
    JsonNode studies = json(sweep("{\"seed\": [1, 2, 3, 4, 5, 6]}")).path("studies");

    assertThat(texts(studies, "state").subList(0, 3)).doesNotContain("queued");
    assertThat(texts(studies, "state").subList(3, 6)).containsOnly("queued");
    assertThat(texts(studies, "queuePosition").subList(3, 6)).containsExactly("1", "2", "3");
    assertThat(texts(studies, "seed")).containsExactly("1", "2", "3", "4", "5", "6");
    for (String id : texts(studies, "id")) {
      assertThat(server.awaitEnd(id).path("trials").asLong()).isEqualTo(400);
    }
  }

  @Test
  void aRepeatedRequestWithTheSameKeyReturnsTheStudiesOfTheFirst_andAnotherIsRefused() {
    String sweep =
        "{\"readout\": [\"label\", \"logit\"], \"estimator\": [\"average\", \"gradient\"]}";
    JsonNode first = json(sweep(sweep, "night-1"));
    List<String> ids = texts(first.path("studies"), "id");
    ids.forEach(server::awaitEnd);
    assertThat(server.post(STUDIES + "/" + ids.get(1) + "/extend", "{\"maxTrials\": 800}"))
        .returns(202, HttpResponse::statusCode);

    HttpResponse<String> again = expect(201, sweep(sweep, "night-1"));
    assertThat(texts(json(again).path("studies"), "id")).isEqualTo(ids);
    assertThat(json(again).path("leftOut")).isEqualTo(first.path("leftOut")).hasSize(1);
    String different =
        "Idempotency-Key was used to create study %s, which is different".formatted(ids.getFirst());
    for (HttpResponse<String> other :
        List.of(sweep("{\"seed\": [1, 2]}", "night-1"), post(STUDIES, STUDY, "night-1"))) {
      assertThat(json(expect(409, other)).path("detail").asText()).isEqualTo(different);
    }
    List<String> others = texts(json(sweep(sweep, "night")).path("studies"), "id");
    assertThat(others).hasSize(3).doesNotContainAnyElementsOf(ids);
    others.forEach(server::awaitEnd);
    ids.forEach(server::awaitEnd);
  }

  @Test
  void aRepeatedRequestCreatesTheStudiesThatDoNotExist() {
    String sweep = "{\"seed\": [1, 2, 3]}";
    List<String> ids = texts(json(sweep(sweep, "night-2")).path("studies"), "id");
    ids.forEach(server::awaitEnd);
    expect(204, server.send("DELETE", STUDIES + "/" + ids.get(1)));
    long before = ids().size();

    JsonNode again = json(sweep(sweep, "night-2")).path("studies");

    assertThat(texts(again, "id").subList(0, 2)).containsExactly(ids.get(0), ids.get(2));
    assertThat(texts(again, "seed")).containsExactly("1", "3", "2");
    assertThat(ids()).hasSize((int) before + 1);
    texts(again, "id").forEach(server::awaitEnd);
  }

  @Test
  void aMistakeIsReportedWithItsPosition_andNoStudyStarts() {
    List<String> before = ids();

    HttpResponse<String> refused = expect(422, sweep("{\"readout\": [\"label\", \"lgoit\"]}"));
    assertThat(json(refused).path("field").asText()).isEqualTo("sweep.readout[1].kind");
    assertThat(json(refused).path("value").asText()).isEqualTo("lgoit");
    assertThat(ids()).isEqualTo(before);
  }

  @Test
  void aMissingSweepIsRejected() {
    assertThat(json(expect(422, server.post(SWEEPS, "{" + STUDY + "}"))).path("detail").asText())
        .isEqualTo("sweep is missing; it must be set to an object");
    expect(400, server.post(SWEEPS, "[]"));
    expect(415, server.send("POST", SWEEPS));
  }

  @Test
  void aSweepIsRejectedWhereAStudyIsRequired() {
    HttpResponse<String> refused =
        expect(422, server.post(STUDIES, "{%s, \"sweep\": {\"seed\": [1, 2]}}".formatted(STUDY)));
    assertThat(json(refused).path("field").asText()).isEqualTo("sweep");
    assertThat(json(refused).path("detail").asText())
        .isEqualTo(
            "sweep is present; it must be left out for a single study; /api/v1/sweeps takes a"
                + " sweep");
  }
}
