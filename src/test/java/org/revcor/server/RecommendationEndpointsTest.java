package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
final class RecommendationEndpointsTest extends SharedServerTest {
  private static final String PATH = "/api/v1/recommendations";

  @Test
  void keysOfStudiesAreDescribedAsTheContractStates() {
    HttpResponse<String> response = expect(200, server.get("/api/v1/study-keys"));
    JsonNode keys = json(response).path("keys");
    assertThat(keys)
        .extracting(key -> key.path("is").textValue() + " " + key.path("name").textValue())
        .startsWith("Value name", "Value seed", "Group observer", "Group stimulus");
    JsonNode kinds = keys.get(3).path("keys").get(0);
    assertThat(kinds.path("is").textValue()).isEqualTo("Variants");
    assertThat(kinds.path("options"))
        .extracting(option -> option.path("word").textValue())
        .contains("white-noise", "pink-noise", "signal-in-noise");
    assertThat(keys)
        .filteredOn(key -> key.path("optional").asBoolean())
        .extracting(key -> key.path("name").textValue())
        .containsExactly("covariance");
  }

  @Test
  void anObserverSuffices_andTheRecommendationIsAStudy() {
    JsonNode studies = json(server.get("/api/v1/studies"));
    HttpResponse<String> response =
        expect(
            200,
            server.post(
                PATH, "{\"study\": {\"observer\": {\"model\": \"mnist-logistic\"}, \"seed\": 9}}"));
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode recommended = json(response);
    JsonNode study = recommended.path("specification").path("study");
    assertThat(study.path("seed").intValue()).isEqualTo(9);
    assertThat(study.path("stimulus"))
        .hasToString("{\"kind\":\"pca-noise\",\"data\":\"mnist\",\"components\":30,\"scale\":1.0}");
    assertThat(study.path("readout")).hasToString("{\"kind\":\"logit\"}");
    assertThat(study.path("estimator").textValue()).isEqualTo("regression");
    assertThat(recommended.path("reasons").get(0).textValue())
        .startsWith("noise of mnist elicits every class");
    assertThat(recommended.path("reliability").doubleValue()).isEqualTo(0.95);
    assertThat(recommended.path("chosen").intValue()).isZero();
    assertThat(recommended.path("candidates"))
        .extracting(
            candidate ->
                candidate.at("/specification/study/estimator").textValue()
                    + " "
                    + candidate.at("/specification/study/readout/kind").textValue())
        .startsWith("regression logit");
    JsonNode pilot = recommended.path("candidates").get(0).path("pilot");
    assertThat(pilot.path("trials").longValue()).isPositive();
    assertThat(pilot.path("trialsPerSecond").doubleValue()).isPositive();
    // products of 30 scores, and the files of ten maps of 784 values in six views
    assertThat(pilot.path("sumBytes").longValue()).isBetween(30 * 30 * 8L, 10_000_000L);
    assertThat(pilot.path("diskBytes").longValue()).isBetween(10 * 784 * 4L, 10_000_000L);
    assertThat(pilot.path("worst").path("channel").isTextual()).isTrue();
    assertThat(json(server.get("/api/v1/studies"))).isEqualTo(studies);
  }

  @Test
  void aRunningStudyContinues_andASecondRequestIsRejected() {
    String running = server.create(RunningServer.longStudy());
    String study =
        "{\"observer\": {\"model\": \"mnist-logistic\"}, \"readout\": {\"kind\": \"logit\"}}";
    HttpRequest request =
        server
            .request(PATH, "Content-Type", "application/json")
            .POST(BodyPublishers.ofString(study))
            .build();
    List<CompletableFuture<HttpResponse<String>>> responses =
        Stream.generate(() -> server.client().sendAsync(request, BodyHandlers.ofString()))
            .limit(2)
            .toList();
    assertThat(responses.stream().map(CompletableFuture::join))
        .extracting(HttpResponse::statusCode)
        .containsExactlyInAnyOrder(200, 409);
    assertThat(server.study(running).path("state").textValue()).isEqualTo("running");
    server.stopStudy(running);
    server.send("DELETE", "/api/v1/studies/" + running);
  }

  @Test
  void invalidStudiesAreRejected() {
    HttpResponse<String> refused =
        expect(422, server.post(PATH, "{\"study\": {\"observer\": {\"model\": \"mnist-cn\"}}}"));
    assertThat(json(refused).path("field").textValue()).isEqualTo("study.observer.model");
    expect(415, server.send("POST", PATH));
    expect(400, server.post(PATH, "{"));
  }
}
