package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.revcor.stimulus.FewComponents;

final class EndFileEndpointsTest extends SharedServerTest {
  private static final String REGRESSION =
      """
      {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "logit", "centred": true},
       "stimulus": {"law": "gaussian", "antithetic": true}, "estimator": "regression",
       "basis": "few-components", "block-size": 500, "stop": {"max-trials": 4000}}
      """;

  /** Starts a regression and returns its id. */
  static String createRegression(RunningServer server) throws IOException {
    FewComponents.write(server.folder().resolve("bases"));
    return server.create(REGRESSION);
  }

  /** Returns a study of the axes of units at the centre of four feature maps. */
  private static String study(String layer, String stop) {
    return """
    {"observer": {"model": "mnist-cnn"}, "stimulus": {"law": "gaussian"}, "block-size": 100,
     "readout": {"kind": "activation", "layer": "%s", "units": "0-3", "at": "centre"},
     "covariance": {}, "stop": %s}\
    """
        .formatted(layer, stop);
  }

  @Test
  void axesOfAStudyThatHasEnded() throws IOException {
    String id = server.create(study("conv1.pool", "{\"max-trials\": 20000}"));
    server.awaitEnd(id);
    Path ended = server.folder().resolve("studies").resolve(id);
    String path = "/api/v1/studies/" + id;

    JsonNode table = json(server.get(path + "/stc.json"));

    assertThat(table).isEqualTo(json(Files.readString(ended.resolve("stc.json"))));
    assertThat(table.path("channels")).hasSize(4);
    for (String name : List.of("stc-axes.npy", "stc-eigenvalues.npy")) {
      HttpResponse<byte[]> response = server.bytes(path + "/" + name);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("application/octet-stream");
      assertThat(response.body()).isEqualTo(Files.readAllBytes(ended.resolve(name)));
    }
    HttpResponse<byte[]> image = server.bytes(path + "/stc.png");
    assertThat(table.findValues("eigenvalue")).isNotEmpty();
    assertThat(ImageIO.read(new ByteArrayInputStream(image.body()))).isNotNull();
  }

  @Test
  void axes_ofAStudyWithoutCovariance() {
    String id = server.create(RunningServer.shortStudy());
    server.awaitEnd(id);

    refused(id, "does not compute covariance; add covariance {} to the study file");
  }

  @Test
  void axes_ofARunningStudy() {
    String id = server.create(study("conv1.relu", "{\"max-trials\": 1000000000}"));

    refused(id, "has not ended; its axes are computed at the end");
    server.stopStudy(id);
  }

  @Test
  void countsOfARegressionThatHasEnded() throws IOException {
    String id = createRegression(server);
    server.awaitEnd(id);
    Path ended = server.folder().resolve("studies").resolve(id);
    String path = "/api/v1/studies/" + id;

    JsonNode counts = json(server.get(path + "/regression.json"));

    assertThat(counts).isEqualTo(json(Files.readString(ended.resolve("regression.json"))));
    assertThat(counts.path("channels").asInt()).isEqualTo(10);
    assertThat(server.get(path + "/regression.csv").body())
        .isEqualTo(Files.readString(ended.resolve("regression.csv")))
        .startsWith("channel,reliability,rank,shuffled,shuffledRank\n0,");
    for (String name : List.of("coefficients.npy", "score-covariance.npy")) {
      assertThat(server.bytes(path + "/" + name).body())
          .isEqualTo(Files.readAllBytes(ended.resolve(name)));
    }
    assertThat(json(server.get(path + "/stc.json")).path("detail").textValue())
        .isEqualTo(
            "study " + id + " does not compute covariance; add covariance {} to the study file");
  }

  @Test
  void countsOfAStudyThatIsNoRegression() {
    String id = server.create(RunningServer.shortStudy());
    server.awaitEnd(id);

    HttpResponse<String> refused =
        expect(404, server.get("/api/v1/studies/" + id + "/regression.json"));
    assertThat(json(refused).path("detail").textValue())
        .isEqualTo("study " + id + " is no regression; its estimator must be regression");
  }

  @Test
  void image_withoutAnAxis() {
    String id = server.create(study("conv1.relu", "{\"max-trials\": 200}"));
    server.awaitEnd(id);

    assertThat(
            json(expect(404, server.get("/api/v1/studies/" + id + "/stc.png")))
                .path("detail")
                .textValue())
        .isEqualTo("study " + id + " has no axis to show; see stc.json");
    expect(200, server.get("/api/v1/studies/" + id + "/stc.json"));
  }

  private static void refused(String id, String why) {
    for (String name : List.of("stc.json", "stc.png", "stc-axes.npy", "stc-eigenvalues.npy")) {
      assertThat(
              json(expect(404, server.get("/api/v1/studies/" + id + "/" + name)))
                  .path("detail")
                  .textValue())
          .isEqualTo("study " + id + " " + why);
    }
  }
}
