package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests pausing, resuming, extending and cloning of studies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StudyLifeTest {
  private static final String STUDIES = "/api/v1/studies";
  private static final String SOME = RunningServer.study("some", "{\"max-trials\": 20000}");

  private @Nullable RunningServer server;
  private String whole = "";

  @BeforeAll
  void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    whole = ended(SOME);
  }

  @AfterAll
  void stop() {
    server().close();
  }

  private RunningServer server() {
    return Objects.requireNonNull(server);
  }

  @Test
  void pauseAndResumeAreIdempotent_andDoNotChangeResults() {
    String id = server().createPaused(SOME);
    JsonNode paused = server().study(id);
    HttpResponse<String> again = act(id, "pause", "");
    long trials = server().study(id).path("trials").longValue();

    HttpResponse<String> first = act(id, "resume", "");
    HttpResponse<String> second = act(id, "resume", "{}");
    JsonNode end = server().awaitEnd(id);

    assertThat(paused.path("trials").longValue()).isEqualTo(trials).isPositive();
    assertThat(paused.path("checkpoint").path("trials").longValue()).isEqualTo(trials);
    assertThat(paused.path("end").isNull()).isTrue();
    assertThat(List.of(again.statusCode(), first.statusCode(), second.statusCode()))
        .containsOnly(202);
    assertThat(json(again).path("state").textValue()).isEqualTo("paused");
    assertThat(end.path("end").textValue()).isEqualTo("max-trials");
    assertSameMaps(id, whole);
  }

  @Test
  void aPausedStudyCanBeStopped_andThenResumed() {
    String id = server().createPaused(SOME);

    expect(202, act(id, "stop", ""));
    JsonNode stopped = server().awaitEnd(id);
    assertThat(stopped.path("end").textValue()).isEqualTo("stopped");
    expect(200, server().get(STUDIES + "/" + id + "/summary"));

    expect(202, act(id, "resume", ""));
    assertThat(server().awaitEnd(id).path("end").textValue()).isEqualTo("max-trials");
    assertSameMaps(id, whole);
  }

  @Test
  void aPausedStudyCanBeDeleted() {
    String id = server().createPaused(SOME);
    assertThat(server().study(id).path("state").textValue()).isEqualTo("paused");

    expect(204, server().send("DELETE", STUDIES + "/" + id));
    expect(404, server().get(STUDIES + "/" + id));
  }

  @Test
  void labelsAreKeptByARunAndARestart_andFound(@TempDir Path folder) {
    String id;
    try (RunningServer own = RunningServer.start(folder)) {
      id = own.create(RunningServer.longStudy());
      JsonNode study = own.study(id);
      assertThat(List.of(study.has("notes"), study.has("tags"))).containsOnly(false);
      JsonNode labelled =
          json(
              expect(
                  200,
                  patch(
                      own,
                      id,
                      "{\"name\": \"mine\", \"notes\": \"Why?\\nSo.\", \"tags\": [\"pilot 2\"]}")));
      assertThat(labelled.path("name").textValue()).isEqualTo("mine");
      own.awaitTrials(id);
    }
    try (RunningServer own = RunningServer.start(folder)) {
      JsonNode study = own.study(id);
      assertThat(study.path("name").textValue()).isEqualTo("mine");
      assertThat(study.at("/specification/study/name").textValue()).isEqualTo("mine");
      assertThat(study.path("notes").textValue()).isEqualTo("Why?\nSo.");
      assertThat(study.path("tags")).hasToString("[\"pilot 2\"]");
      for (String words : List.of("MINE", "why", "pilot+2")) {
        assertThat(
                json(own.get(STUDIES + "?search=" + words)).path("studies").findValuesAsText("id"))
            .as(words)
            .containsExactly(id);
      }
      // possibly before it has resumed
      expect(202, own.send("POST", STUDIES + "/" + id + "/stop"));
      own.awaitEnd(id);
      expect(200, patch(own, id, "{\"notes\": \"\"}"));
      JsonNode ended = own.study(id);
      assertThat(ended.has("notes")).isFalse();
      assertThat(ended.path("tags")).hasToString("[\"pilot 2\"]");
      assertThat(ended.path("name").textValue()).isEqualTo("mine");
    }
  }

  @Test
  void labels_refusals() {
    Map<String, String> refusals =
        Map.of(
            "{\"name\": \" \"}",
            "422 name is \" \"; it must be a text on one line, not blank",
            "{\"name\": \"%s\"}".formatted("n".repeat(301)),
            "422 name is \"%s...; it must be at most 300 characters".formatted("n".repeat(79)),
            "{\"notes\": 1}",
            "422 notes is 1; it must be a text in quotes",
            "{\"tags\": [\"\"]}",
            "422 tags is [\"\"]; it must be a list of at most 20 texts of 1 to 50 characters",
            "{\"seed\": 1}",
            "422 seed is an unknown key; it must be one of name, notes, tags");
    refusals.forEach(
        (body, refusal) -> assertThat(detail(patch(server(), whole, body))).isEqualTo(refusal));
    assertThat(detail(patch(server(), "none", "{}"))).isEqualTo("404 study none does not exist");
  }

  private static HttpResponse<String> patch(RunningServer server, String id, String body) {
    return server.send(
        server
            .request(STUDIES + "/" + id, "Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  @Test
  void anExtendedStudyEqualsALongerStudy() {
    String longer = ended(RunningServer.study("more", "{\"max-trials\": 6000}"));
    String id = ended(RunningServer.study("more", "{\"max-trials\": 2050}"));

    HttpResponse<String> extended = act(id, "extend", "{\"maxTrials\": 6000}");
    JsonNode end = server().awaitEnd(id);

    assertThat(extended.statusCode()).as(extended.body()).isEqualTo(202);
    assertThat(end.path("trials").longValue()).isEqualTo(6000);
    assertThat(end.at("/specification/study/stop/max-trials").longValue()).isEqualTo(6000);
    assertSameMaps(id, longer);
    assertThat(server().get(STUDIES + "/" + id + "/history").body())
        .isEqualTo(server().get(STUDIES + "/" + longer + "/history").body());
  }

  @Test
  void extend_refusals() {
    String id = ended(RunningServer.shortStudy());

    assertThat(detail(act(id, "extend", "{\"maxTrials\": 1000}")))
        .isEqualTo(
            "422 maxTrials is 1000; it must be more than 1000, the current maximum of study %s"
                .formatted(id));
    assertThat(detail(act(id, "extend", "{\"maxTrials\": \"many\"}")))
        .isEqualTo(
            "422 maxTrials is \"many\"; it must be a whole number from 1 to 1000000000000, without"
                + " quotes");
    assertThat(detail(act(id, "extend", "")))
        .isEqualTo("422 maxTrials is missing; it must be a whole number from 1 to 1000000000000");
    assertThat(detail(act(id, "extend", "{\"max-trials\": 5}")))
        .isEqualTo(
            "422 max-trials is an unknown key; it must be maxTrials; did you mean maxTrials?");
    assertThat(detail(act("none", "extend", "{\"maxTrials\": 5}")))
        .isEqualTo("404 study none does not exist");
  }

  @Test
  void resume_refusals() {
    String id = ended(RunningServer.shortStudy());

    assertThat(detail(act(id, "resume", "")))
        .isEqualTo("409 study %s is complete; extend it by more trials, or clone it".formatted(id));
    assertThat(detail(act(id, "resume", "{\"fresh\": 1}")))
        .isEqualTo("422 fresh is 1; it must be true or false");
    assertThat(detail(act(id, "resume", "[]")))
        .isEqualTo("400 body is []; it must be a JSON object");
    assertThat(detail(act(id, "pause", ""))).isEqualTo("409 study %s has ended".formatted(id));
    assertThat(detail(act("none", "pause", ""))).isEqualTo("404 study none does not exist");
    assertThat(detail(act("none", "resume", ""))).isEqualTo("404 study none does not exist");
  }

  @Test
  void aCloneIsTheSameStudy_orAnotherSeedOfIt() {
    String id = ended(RunningServer.shortStudy());

    HttpResponse<String> same = act(id, "clone", "");
    HttpResponse<String> other = act(id, "clone", "{\"seed\": 8, \"name\": \"eight\"}");

    assertThat(List.of(same.statusCode(), other.statusCode())).containsOnly(201);
    String clone = json(same).path("id").textValue();
    server().awaitEnd(clone);
    JsonNode eight = server().awaitEnd(json(other).path("id").textValue());
    assertThat(clone).isNotEqualTo(id);
    assertSameMaps(clone, id);
    assertThat(eight.path("seed").longValue()).isEqualTo(8);
    assertThat(eight.path("name").textValue()).isEqualTo("eight");
  }

  @Test
  void aRepeatedIdempotencyKeyCreatesNoSecondStudy() {
    HttpResponse<String> first = create(RunningServer.shortStudy(), "night-1");
    HttpResponse<String> again = create(RunningServer.shortStudy(), "night-1");
    String id = json(first).path("id").textValue();

    assertThat(List.of(first.statusCode(), again.statusCode())).containsOnly(201);
    assertThat(json(again).path("id").textValue()).isEqualTo(id);
    assertThat(detail(create(SOME, "night-1")))
        .isEqualTo(
            "409 Idempotency-Key was used to create study %s, which is different".formatted(id));
    assertThat(detail(create(SOME, "night 1")))
        .isEqualTo("422 Idempotency-Key is night 1; it must be 1 to 128 visible ASCII characters");
    server().awaitEnd(id);
    act(id, "extend", "{\"maxTrials\": 2000}");
    assertThat(json(create(RunningServer.shortStudy(), "night-1")).path("id").textValue())
        .isEqualTo(id);
    server().awaitEnd(id);
  }

  private HttpResponse<String> create(String study, String key) {
    return server()
        .send(
            server()
                .request(STUDIES, "Content-Type", "application/json", "Idempotency-Key", key)
                .POST(BodyPublishers.ofString(study)));
  }

  private HttpResponse<String> act(String id, String action, String body) {
    String path = STUDIES + "/" + id + "/" + action;
    return body.isEmpty() ? server().send("POST", path) : server().post(path, body);
  }

  private String ended(String study) {
    String id = server().create(study);
    server().awaitEnd(id);
    return id;
  }

  private static String detail(HttpResponse<String> refused) {
    return refused.statusCode() + " " + json(refused).path("detail").textValue();
  }

  private void assertSameMaps(String one, String other) {
    assertThat(server().bytes(STUDIES + "/" + one + "/maps.npy").body())
        .isEqualTo(server().bytes(STUDIES + "/" + other + "/maps.npy").body());
  }
}
