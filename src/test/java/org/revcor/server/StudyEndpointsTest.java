package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.file.Npy;

final class StudyEndpointsTest extends SharedServerTest {
  private static final String STUDIES = "/api/v1/studies";

  @Test
  void create() {
    HttpResponse<String> created = expect(201, server.post(STUDIES, RunningServer.shortStudy()));
    assertThat(created.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode study = json(created);
    assertThat(created.headers().firstValue("Location"))
        .hasValue(STUDIES + "/" + study.path("id").textValue());
    assertThat(study.path("name").textValue()).isEqualTo("short");
    assertThat(study.path("seed").longValue()).isEqualTo(7);
    assertThat(study.path("maxTrials").longValue()).isEqualTo(1000);
    assertThat(study.path("readout").textValue()).isEqualTo("label");
    assertThat(study.path("channels")).hasSize(10);
    assertThat(study.path("specification").path("study").path("seed").longValue()).isEqualTo(7);
    assertThat(study.path("plan").path("blockSize").intValue()).isEqualTo(100);
  }

  @Test
  void stimuli_arePreviewedWithoutStartingAStudy() throws Exception {
    String study =
        """
        {"study": {"observer": {"model": "mnist-cnn"},
                   "stimulus": {"kind": "gabor-pca", "basis": "%s"}}}
        """;
    HttpResponse<String> drawn =
        expect(200, server.post("/api/v1/stimuli", study.formatted("gabor-mnist")));
    assertThat(drawn.headers().firstValue("Content-Type")).hasValue("image/png");
    HttpResponse<byte[]> values =
        server
            .client()
            .send(
                server
                    .request(
                        "/api/v1/stimuli?count=3&format=npy", "Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(study.formatted("gabor-mnist")))
                    .build(),
                BodyHandlers.ofByteArray());
    assertThat(Npy.read(values.body()).shape()).containsExactly(3, 1, 28, 28);
    HttpResponse<String> refused =
        expect(422, server.post("/api/v1/stimuli", study.formatted("gabor-mnits")));
    assertThat(json(refused).path("field").textValue()).isEqualTo("study.stimulus.basis");
    assertThat(json(refused).path("detail").textValue()).endsWith("did you mean gabor-mnist?");
  }

  @Test
  void create_runsToItsEnd() {
    JsonNode study = server.awaitEnd(server.create(RunningServer.shortStudy()));

    assertThat(study.path("state").textValue()).isEqualTo("finished");
    assertThat(study.path("end").textValue()).isEqualTo("max-trials");
    assertThat(study.path("trials").longValue()).isEqualTo(1000);
    assertThat(study.path("channels").get(0).path("standing").textValue())
        .isIn("waiting", "short", "reached", "rare");
  }

  @Test
  void create_invalid() {
    HttpResponse<String> refused =
        expect(422, server.post(STUDIES, "{\"study\": {\"observer\": {\"model\": \"mnist-cn\"}}}"));
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json(refused);
    assertThat(problem.path("type").textValue()).isEqualTo("urn:revcor:problem:invalid-study");
    assertThat(problem.path("title").textValue()).isEqualTo("Invalid study");
    assertThat(problem.path("status").intValue()).isEqualTo(422);
    assertThat(problem.path("field").textValue()).isEqualTo("study.observer.model");
    assertThat(problem.path("value").textValue()).isEqualTo("mnist-cn");
    assertThat(problem.path("expected").textValue()).contains("mnist-cnn");
    assertThat(problem.path("detail").textValue())
        .startsWith("study.observer.model is mnist-cn; it must be ");
  }

  @Test
  void create_aFileOutsideTheObserversFolder() {
    HttpResponse<String> refused =
        expect(
            422,
            server.post(
                STUDIES,
                "{\"study\": {\"observer\": {\"file\": \"../secret.pt\", \"input\": [1, 28, 28]}}}"));
    assertThat(json(refused).path("field").textValue()).isEqualTo("study.observer.file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{} {}", "nonsense"})
  void create_malformed(String body) {
    HttpResponse<String> refused = expect(400, server.post(STUDIES, body));
    JsonNode problem = json(refused);
    assertThat(problem.path("type").textValue()).isEqualTo("urn:revcor:problem:malformed");
    assertThat(problem.path("field").textValue()).isEqualTo("body");
  }

  @Test
  void create_notUtf8() {
    HttpResponse<String> refused =
        expect(
            400,
            server.send(
                server
                    .request(STUDIES, "Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xff, '"'}))));
    assertThat(json(refused).path("detail").textValue()).isEqualTo("the body is not UTF-8");
  }

  @Test
  void create_unsupportedMediaType() {
    HttpResponse<String> refused =
        expect(
            415,
            server.send(
                server
                    .request(STUDIES, "Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString(RunningServer.shortStudy()))));
    assertThat(json(refused))
        .isEqualTo(
            json(
                """
                {"type": "urn:revcor:problem:unsupported-media-type", "title": "Unsupported media type", "status": 415,
                 "detail": "the body is text/plain; it must be application/json"}\
                """));
  }

  @Test
  void create_withoutAnyBody() {
    assertThat(json(expect(415, server.send("POST", STUDIES))).path("detail").textValue())
        .isEqualTo("the body is without a media type; it must be application/json");
  }

  @Test
  void create_tooLarge() {
    assertThat(json(expect(413, server.post(STUDIES, " ".repeat((1 << 20) + 1)))))
        .isEqualTo(
            json(
                """
                {"type": "urn:revcor:problem:too-large", "title": "The body is too large", "status": 413,
                 "detail": "the body must have at most 1048576 bytes"}\
                """));
  }

  @Tag("full")
  @Test
  void list_pages(@TempDir Path other) {
    try (RunningServer fresh = RunningServer.start(other)) {
      assertThat(json(fresh.get(STUDIES)))
          .isEqualTo(json("{\"studies\": [], \"next\": null, \"damaged\": []}"));
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        String id = fresh.create(RunningServer.shortStudy());
        fresh.awaitEnd(id);
        ids.addFirst(id);
      }

      JsonNode first = json(fresh.get(STUDIES + "?limit=2"));
      JsonNode second =
          json(fresh.get(STUDIES + "?limit=2&after=" + first.path("next").textValue()));

      assertThat(first.path("studies").findValuesAsText("id")).isEqualTo(ids.subList(0, 2));
      assertThat(second.path("studies").findValuesAsText("id")).isEqualTo(ids.subList(2, 3));
      assertThat(second.path("next").isNull()).isTrue();
      JsonNode row = first.path("studies").get(0);
      assertThat(row.has("channels") || row.has("specification") || row.has("plan")).isFalse();
      assertThat(row.path("name").textValue()).isEqualTo("short");
    }
  }

  @Tag("full")
  @Test
  void list_matchingStudiesInOrder(@TempDir Path other) {
    try (RunningServer fresh = RunningServer.start(other)) {
      Map<String, String> ids = new HashMap<>();
      for (String name : List.of("beta one", "Alpha", "beta Two")) {
        int trials = 1_000 + 100 * ids.size();
        String id =
            fresh.create(RunningServer.study(name, "{\"max-trials\": %d}".formatted(trials)));
        fresh.awaitEnd(id);
        ids.put(name, id);
      }
      String[][] expected = {
        {"", "beta Two", "Alpha", "beta one"},
        {"order=name", "Alpha", "beta one", "beta Two"},
        {"order=trials", "beta Two", "Alpha", "beta one"},
        {"search=BETA", "beta Two", "beta one"},
        {"search=one%20beta", "beta one"},
        {"search=" + ids.get("Alpha"), "Alpha"},
        {"search=mnist-cnn&state=finished&order=name&limit=2", "Alpha", "beta one"},
        {"order=name&limit=2&after=" + ids.get("beta one"), "beta Two"},
        {"search=beta&limit=1&after=" + ids.get("beta Two"), "beta one"},
        {"state=running"},
        {"search=gamma"},
      };
      for (String[] query : expected) {
        JsonNode page = json(fresh.get(STUDIES + "?" + query[0]));
        assertThat(page.path("studies").findValuesAsText("id"))
            .as(query[0])
            .isEqualTo(Arrays.stream(query).skip(1).map(ids::get).toList());
      }
      JsonNode first = json(fresh.get(STUDIES + "?order=name&limit=2"));
      assertThat(first.path("next").textValue()).isEqualTo(ids.get("beta one"));
      assertThat(json(expect(400, fresh.get(STUDIES + "?order=oldest"))).path("detail").textValue())
          .isEqualTo(
              "order is oldest; it must be one of newest, name, state, observer, trials,"
                  + " reliability; did you mean newest?");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "many", "-1"})
  void list_limitOutOfRange(String limit) {
    assertThat(json(expect(400, server.get(STUDIES + "?limit=" + limit))))
        .isEqualTo(
            json(
                """
                {"type": "urn:revcor:problem:malformed", "title": "The request cannot be read", "status": 400,
                 "detail": "limit is %s; it must be a whole number from 1 to 500",
                 "field": "limit", "value": "%s", "expected": "a whole number from 1 to 500"}\
                """
                    .formatted(limit, limit)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/maps.npy",
        "/maps.png",
        "/maps/0.png",
        "/counts.npy",
        "/history",
        "/summary",
        "/live"
      })
  void get_notFound(String rest) {
    HttpResponse<String> refused = expect(404, server.get(STUDIES + "/20000101-000000-aaa" + rest));
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(refused))
        .isEqualTo(
            json(
                """
                {"type": "urn:revcor:problem:not-found", "title": "Not found", "status": 404,
                 "detail": "study 20000101-000000-aaa does not exist"}\
                """));
  }

  @Test
  void get_aPathOutsideTheFolder() {
    expect(404, server.get(STUDIES + "/..%2F..%2Fetc/history"));
  }

  @Test
  void stop_isIdempotent() {
    String id = server.create(RunningServer.longStudy());
    server.awaitTrials(id);

    HttpResponse<String> first = server.send("POST", STUDIES + "/" + id + "/stop");
    HttpResponse<String> second = server.send("POST", STUDIES + "/" + id + "/stop");
    JsonNode ended = server.awaitEnd(id);
    HttpResponse<String> third = server.send("POST", STUDIES + "/" + id + "/stop");

    assertThat(List.of(first.statusCode(), second.statusCode(), third.statusCode()))
        .containsOnly(202);
    assertThat(json(first).path("id").textValue()).isEqualTo(id);
    assertThat(ended.path("state").textValue()).isEqualTo("finished");
    assertThat(ended.path("end").textValue()).isEqualTo("stopped");
    assertThat(json(third).path("end").textValue()).isEqualTo("stopped");
  }

  @Test
  void stop_acceptsAnEmptyObject() {
    String id = server.create(RunningServer.longStudy());

    expect(202, server.post(STUDIES + "/" + id + "/stop", "{}"));
    server.awaitEnd(id);
  }

  @Test
  void delete() {
    String id = server.create(RunningServer.shortStudy());
    server.awaitEnd(id);

    assertThat(expect(204, server.send("DELETE", STUDIES + "/" + id)).body()).isEmpty();
    expect(404, server.get(STUDIES + "/" + id));
    expect(404, server.send("DELETE", STUDIES + "/" + id));
    assertThat(server.folder().resolve("studies").resolve(id)).doesNotExist();
  }

  @Test
  void delete_running() {
    String id = server.create(RunningServer.longStudy());

    assertThat(json(expect(409, server.send("DELETE", STUDIES + "/" + id))))
        .isEqualTo(
            json(
                """
                {"type": "urn:revcor:problem:conflict", "title": "Conflict with the current state", "status": 409,
                 "detail": "study %s is running; stop it before deleting it"}\
                """
                    .formatted(id)));
    server.stopStudy(id);
  }

  @Test
  void methodNotAllowed() {
    HttpResponse<String> refused = expect(405, server.send("PUT", STUDIES));
    assertThat(refused.headers().firstValue("Allow")).hasValue("GET, POST");
    assertThat(json(refused))
        .isEqualTo(
            json(
                """
                {"type": "urn:revcor:problem:method-not-allowed", "title": "Method not allowed", "status": 405,
                 "detail": "the method is PUT; it must be one of GET, POST"}\
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/api/v1/study",
        "/api/v1/studies/",
        "/web",
        "/assets/",
        "/assets/..%2findex.html"
      })
  void unknownPath(String path) {
    assertThat(json(expect(404, server.get(path))).path("type").textValue())
        .isEqualTo("urn:revcor:problem:not-found");
  }

  @Test
  void submit_fromWithinTheProcess() {
    String id =
        server
            .server()
            .submit(org.revcor.study.specification.StudyFile.parseJson(RunningServer.shortStudy()))
            .toCompletableFuture()
            .join()
            .id();

    assertThat(server.awaitEnd(id).path("state").textValue()).isEqualTo("finished");
  }
}
