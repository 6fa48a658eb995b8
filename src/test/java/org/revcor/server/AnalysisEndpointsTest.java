package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.file.Npy;

final class AnalysisEndpointsTest extends SharedServerTest {
  private static final String ANALYSES = "/api/v1/analyses";

  private static String study;

  @BeforeAll
  static void start() {
    study = server.create(RunningServer.study("maps", "{\"max-trials\": 2000}"));
    server.awaitEnd(study);
  }

  private static HttpResponse<String> start(String analysis, String arguments) {
    return server.post(
        ANALYSES, "{\"analysis\": \"%s\", \"arguments\": %s}".formatted(analysis, arguments));
  }

  private static String feedback() {
    HttpResponse<String> created =
        expect(201, start("feedback", "{\"study\": \"%s\"}".formatted(study)));
    return json(created).path("id").asText();
  }

  private static JsonNode ended(RunningServer at, String id) {
    RunningServer.await(
        () ->
            !List.of("waiting", "running")
                .contains(json(at.get(ANALYSES + "/" + id)).path("state").asText()));
    return json(at.get(ANALYSES + "/" + id));
  }

  private static void refused(HttpResponse<String> response, String field, String detail) {
    assertThat(json(expect(422, response)).path("type").asText())
        .isEqualTo("urn:revcor:problem:invalid-analysis");
    assertThat(json(response).path("field").asText()).isEqualTo(field);
    assertThat(json(response).path("detail").asText()).isEqualTo(detail);
  }

  @Test
  void kinds() {
    HttpResponse<String> response = expect(200, server.get(ANALYSES + "/kinds"));
    JsonNode kinds = json(response).path("kinds");
    assertThat(kinds.findValuesAsText("question")).hasSize(kinds.size()).doesNotContain("");
    assertThat(kinds.get(0).path("name").asText()).isEqualTo("templates");
    JsonNode feedback =
        kinds.findParents("question").stream()
            .filter(kind -> kind.path("name").asText().equals("feedback"))
            .findFirst()
            .orElseThrow();
    assertThat(feedback.path("parameters").get(0))
        .isEqualTo(
            json(
                """
                {"name": "study", "kind": "study", "placeholder": "DIR", "standard": null, "required": true,
                 "description": "A finished study of classes.", "choices": []}\
                """));
  }

  /** A text parameter must not be read as a path. */
  @Test
  void parametersThatNameFilesHaveThatKind() {
    for (Analysis analysis : AnalysisRegistry.all()) {
      for (Parameter parameter : analysis.parameters()) {
        if (parameter.placeholder().matches(".*(DIR|FILE|PATH|FOLDER).*")) {
          assertThat(parameter.kind())
              .as("%s --%s", analysis.name(), parameter.name())
              .isIn(Parameter.Kind.STUDY, Parameter.Kind.FILE, Parameter.Kind.OBSERVER);
        }
      }
    }
  }

  @Tag("full")
  @Test
  void resultsOfAnAnalysisSurviveARestart(@TempDir Path data) throws IOException {
    String id;
    String findings;
    try (RunningServer first = RunningServer.start(data)) {
      String ended = first.create(RunningServer.study("maps", "{\"max-trials\": 2000}"));
      first.awaitEnd(ended);
      HttpResponse<String> created =
          expect(
              201,
              first.post(
                  ANALYSES,
                  "{\"analysis\": \"feedback\", \"arguments\": {\"study\": \"%s\"}}"
                      .formatted(ended)));
      id = json(created).path("id").asText();
      assertThat(created.headers().firstValue("Location")).hasValue(ANALYSES + "/" + id);
      JsonNode analysis = ended(first, id);
      assertThat(analysis.path("state").asText()).isEqualTo("finished");
      assertThat(analysis.path("analysis").asText()).isEqualTo("feedback");
      assertThat(analysis.path("arguments").path("study").asText()).isEqualTo(ended);
      long defined =
          StreamSupport.stream(analysis.at("/findings/figures/0/rows").spliterator(), false)
              .filter(row -> !row.get(2).asText().equals("none"))
              .count();
      assertThat(defined).isPositive();
      assertThat(analysis.path("shown").asLong()).isEqualTo(defined);
      assertThat(analysis.path("expected").asLong()).isEqualTo(defined);
      assertThat(analysis.path("headline")).isEqualTo(analysis.at("/findings/statements").get(0));
      assertThat(analysis.at("/findings/figures").findValuesAsText("kind"))
          .contains("table", "gallery");
      findings = first.get(ANALYSES + "/" + id + "/files/findings.json").body();
      assertThat(json(findings)).isEqualTo(analysis.path("findings"));
      assertThat(first.get("/metrics").body())
          .contains("revcor_analyses_seconds_count{analysis=\"feedback\",state=\"finished\"} 1");
    }
    assertThat(data.resolve("analyses").resolve(id))
        .isDirectoryContaining("glob:**/request.json")
        .isDirectoryContaining("glob:**/findings.json");

    try (RunningServer second = RunningServer.start(data)) {
      JsonNode listed = json(second.get(ANALYSES)).path("analyses");
      assertThat(listed).hasSize(1);
      assertThat(listed.get(0).path("state").asText()).isEqualTo("finished");
      assertThat(listed.get(0).has("findings")).isFalse();
      assertThat(json(second.get(ANALYSES + "/" + id)).path("findings")).isEqualTo(json(findings));
      expect(204, second.send("DELETE", ANALYSES + "/" + id));
      expect(404, second.get(ANALYSES + "/" + id));
      assertThat(data.resolve("analyses").resolve(id)).doesNotExist();
    }
  }

  @Test
  void files() {
    String id = feedback();
    ended(server, id);
    String path = ANALYSES + "/" + id + "/files/";

    HttpResponse<String> drawing = server.get(path + "maps.svg");
    HttpResponse<String> table = server.get(path + "responses.csv");

    assertThat(drawing.statusCode()).isEqualTo(200);
    assertThat(drawing.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
    assertThat(drawing.headers().firstValue("Content-Security-Policy"))
        .hasValue(
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none';"
                + " sandbox");
    assertThat(drawing.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(drawing.body()).startsWith("<svg");
    assertThat(table.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
    assertThat(table.body()).startsWith("map,sum of responses,response,probability\n0,");
    assertThat(Npy.read(server.bytes(path + "maps.npy").body()).shape())
        .containsExactly(10, 1, 28, 28);
    for (String name :
        List.of(
            "request.json",
            "responses.svg",
            "nothing.csv",
            "..",
            "..%2Ffindings.json",
            "..%2F..%2Fstudies%2F" + study + "%2Fmaps.csv",
            "%2Fetc%2Fpasswd",
            "findings.json%00.svg")) {
      HttpResponse<String> none = server.get(path + name);
      assertThat(none.statusCode()).as(name).isIn(400, 404);
      assertThat(json(none).path("type").asText()).startsWith("urn:revcor:problem:");
    }
    expect(404, server.get(ANALYSES + "/..%2Fstudies/files/findings.json"));
  }

  @Test
  void stoppingAnEndedAnalysisIsNotAnError() {
    String id = feedback();
    JsonNode before = ended(server, id);

    assertThat(json(expect(202, server.send("POST", ANALYSES + "/" + id + "/stop"))).path("state"))
        .isEqualTo(before.path("state"));
  }

  @Test
  void unknownAnalyses() {
    String id = "20200101-000000-000-abc";

    for (HttpResponse<String> response :
        List.of(
            server.get(ANALYSES + "/" + id),
            server.get(ANALYSES + "/" + id + "/files/findings.json"),
            server.send("POST", ANALYSES + "/" + id + "/stop"),
            server.send("DELETE", ANALYSES + "/" + id))) {
      assertThat(json(expect(404, response)).path("detail").asText())
          .isEqualTo("analysis " + id + " does not exist");
    }
    expect(400, server.get(ANALYSES + "?limit=0"));
  }

  @Test
  void unknownNames() {
    HttpResponse<String> refused = expect(422, start("fedback", "{}"));
    assertThat(json(refused).path("field").asText()).isEqualTo("analysis");
    assertThat(json(refused).path("detail").asText())
        .startsWith("analysis is fedback; it must be ")
        .endsWith("did you mean feedback?");
    assertThat(json(server.post(ANALYSES, "{}")).path("detail").asText())
        .startsWith("analysis is missing; it must be ");
    refused(
        server.post(ANALYSES, "{\"analysis\": 3}"),
        "analysis",
        "analysis is 3; it must be a text in quotes");
  }

  @Test
  void invalidArguments() {
    refused(
        start("feedback", "{\"stduy\": \"x\"}"),
        "arguments.stduy",
        "arguments.stduy is an unknown key; it must be study; did you mean study?");
    refused(
        start("feedback", "{}"),
        "arguments.study",
        "arguments.study is missing; it must be given: a finished study of classes");
    refused(
        start("feedback", "{\"study\": {\"id\": 1}}"),
        "arguments.study",
        "arguments.study is {\"id\":1}; it must be a text, a number, true or false, or a list of"
            + " them");
    refused(
        start("feedback", "{\"study\": null}"),
        "arguments.study",
        "arguments.study is null; it must be a text, a number, true or false, or a list of them");
    refused(start("feedback", "[]"), "arguments", "arguments is []; it must be an object, { ... }");
    refused(
        server.post(ANALYSES, "{\"analysis\": \"feedback\", \"out\": \"/tmp/x\"}"),
        "out",
        "out is an unknown key; it must be one of analysis, arguments");
  }

  @Test
  void unknownStudies() {
    for (String id :
        List.of("20200101-000000-000-abc", "../studies/" + study, "/etc", "a\\u0000b", "3")) {
      HttpResponse<String> refused = start("feedback", "{\"study\": \"%s\"}".formatted(id));
      assertThat(refused.statusCode()).as(id).isEqualTo(422);
      assertThat(json(refused).path("field").asText()).isEqualTo("arguments.study");
      assertThat(json(refused).path("expected").asText())
          .isEqualTo("the id of a study of this server");
    }
    refused(
        start("feedback", "{\"study\": 3.0}"),
        "arguments.study",
        "arguments.study is 3; it must be the id of a study of this server");
  }

  @Test
  void aStudyThatHasNotEnded() {
    String running = server.create(RunningServer.longStudy());
    server.awaitTrials(running);

    refused(
        start("feedback", "{\"study\": \"%s\"}".formatted(running)),
        "arguments.study",
        "arguments.study is %s, which is running; it must be a study that has ended; stop it, or wait"
            .formatted(running));

    server.stopStudy(running);
  }

  @Test
  void anUnsuitableStudyFailsTheAnalysisWithTheReason() {
    String units =
        server.create(
            """
            {"observer": {"model": "mnist-cnn"}, "block-size": 100, "stop": {"max-trials": 400},
             "readout": {"kind": "activation", "layer": "conv1.pool", "units": "0-3", "at": "centre"}}\
            """);
    server.awaitEnd(units);

    HttpResponse<String> created = start("feedback", "{\"study\": \"%s\"}".formatted(units));
    JsonNode failed = ended(server, json(created).path("id").asText());

    assertThat(failed.path("state").asText()).isEqualTo("failed");
    assertThat(failed.path("field").asText()).isEqualTo("arguments.study");
    assertThat(failed.path("problem").asText())
        .isEqualTo(
            "study is %s, whose maps are not images of classes; it must be a study with readout label, probability or logit that averages pixels"
                .formatted(units));
    assertThat(failed.path("findings").isNull()).isTrue();
  }

  @Test
  void invalidBodies() {
    expect(400, server.post(ANALYSES, "{"));
    expect(400, server.post(ANALYSES, "[]"));
    expect(415, server.send("POST", ANALYSES));
    expect(413, start("x".repeat(2 << 20), "{}"));
    expect(405, server.send("PUT", ANALYSES));
  }

  @Test
  void missingResultsOfAStudyFailTheAnalysis() throws IOException {
    String lost = server.create(RunningServer.shortStudy());
    server.awaitEnd(lost);
    Files.delete(server.folder().resolve("studies").resolve(lost).resolve("maps.npy"));

    HttpResponse<String> created = start("feedback", "{\"study\": \"%s\"}".formatted(lost));
    JsonNode failed = ended(server, json(created).path("id").asText());

    assertThat(failed.path("problem").asText())
        .startsWith("study is %s (".formatted(lost))
        .doesNotContain(server.folder().toString());
  }
}
