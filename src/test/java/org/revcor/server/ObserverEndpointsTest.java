package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("full")
final class ObserverEndpointsTest {
  private static final String OBSERVERS = "/api/v1/observers";
  private static final String CARD = "{\"input\": [1, 4, 4], \"classes\": [\"a\", \"b\", \"c\"]}";
  private static final int MAX_BYTES = 8 << 20;

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            folder, "http.request-timeout", "60s", "http.largest-network", MAX_BYTES + "B");
  }

  @Test
  void get_returnsTheLayersAndTheirReceptiveFields() {
    JsonNode observer = json(server.get(OBSERVERS + "/mnist-cnn"));
    assertThat(observer.path("shape")).isEqualTo(json("[1, 28, 28]"));
    assertThat(observer.path("scale").textValue()).isEqualTo("unit");
    assertThat(observer.path("digest").textValue()).startsWith("sha256:");
    assertThat(observer.path("differentiable").booleanValue()).isTrue();
    assertThat(observer.path("editable").booleanValue()).isTrue();
    assertThat(observer.path("layers").findValuesAsText("name"))
        .startsWith("input", "conv1", "conv1.relu")
        .endsWith("logits");
    assertThat(observer.path("layers").get(6))
        .isEqualTo(
            json(
                """
                {"name": "conv2.pool", "shape": [50, 4, 4], "units": 800,
                 "field": {"size": 16, "stride": 4, "offset": 0}, "hasBias": false}\
                """));
    assertThat(observer.path("layers").get(7))
        .isEqualTo(
            json(
                """
                {"name": "fc1", "shape": [500, 1, 1], "units": 500, "field": null,
                 "hasBias": true}\
                """));
    assertThat(observer.path("card").path("recipe").textValue()).isEqualTo("mnist-cnn");
    assertThat(observer.path("card").path("confusion")).hasSize(10);
  }

  @Test
  void list_containsLayersButNoCards() {
    for (JsonNode observer : json(server.get(OBSERVERS)).path("observers")) {
      assertThat(observer.has("card")).isFalse();
      assertThat(observer.path("problem").isNull()).isEqualTo(!observer.path("layers").isEmpty());
    }
  }

  @Test
  void mean_ofAClassOfTheDataSet() throws IOException {
    BufferedImage one =
        ImageIO.read(
            new ByteArrayInputStream(server.bytes(OBSERVERS + "/mnist-cnn/means/1.png").body()));
    assertThat(one.getWidth()).isEqualTo(28);
    assertThat(one.getRGB(14, 14) & 0xff).isGreaterThan(128);
    assertThat(one.getRGB(4, 14) & 0xff).isLessThan(16);
    expect(404, server.get(OBSERVERS + "/mnist-cnn/means/eleven.png"));
  }

  @Test
  void get_unknown() {
    assertThat(json(expect(404, server.get(OBSERVERS + "/mnist-cn"))).path("detail").textValue())
        .isEqualTo("observer mnist-cn does not exist; did you mean mnist-cnn?");
  }

  @Test
  void put_aNetworkForStudies_andDeleteIt() throws IOException {
    HttpResponse<String> put =
        expect(201, put("uploaded", NetworkForm.of("net.pt", linear(), CARD)));
    assertThat(put.headers().firstValue("Location")).hasValue(OBSERVERS + "/uploaded");
    assertThat(json(put)).isEqualTo(json(server.get(OBSERVERS + "/uploaded")));
    assertThat(json(put).path("origin").textValue()).isEqualTo("folder");
    assertThat(json(put).path("file").textValue()).isEqualTo("uploaded.pt");
    assertThat(json(put).path("classes")).isEqualTo(json("[\"a\", \"b\", \"c\"]"));
    assertThat(folder.resolve("observers/uploaded.pt")).hasBinaryContent(linear());
    assertThat(folder.resolve("observers/uploaded.json")).hasContent(CARD);
    JsonNode study = server.awaitEnd(server.create(study("uploaded", "{\"max-trials\": 1000}")));
    assertThat(study.path("state").textValue()).isEqualTo("finished");
    assertNothingIsLeftOver();

    expect(204, server.send("DELETE", OBSERVERS + "/uploaded"));

    expect(404, server.get(OBSERVERS + "/uploaded"));
    assertThat(folder.resolve("observers/uploaded.pt")).doesNotExist();
    assertThat(folder.resolve("observers/uploaded.json")).doesNotExist();
    refused(server.send("DELETE", OBSERVERS + "/uploaded"), 404, "not-found");
  }

  @Test
  void put_anOnnxFileNeedsNoCard() {
    byte[] network = NetworkForm.onnx("linear");

    HttpResponse<String> put =
        expect(201, put("onnx", new NetworkForm().file("network", "linear.onnx", network)));
    assertThat(json(put).path("shape")).isEqualTo(json("[1, 4, 4]"));
    assertThat(json(put).path("file").textValue()).isEqualTo("onnx.onnx");
    assertThat(json(put).path("classes")).isEqualTo(json("[\"left\", \"middle\", \"right\"]"));
    assertThat(json(put).path("differentiable").booleanValue()).isFalse();
    JsonNode study = server.awaitEnd(server.create(study("onnx", "{\"max-trials\": 1000}")));
    assertThat(study.path("state").textValue()).isEqualTo("finished");
    HttpResponse<String> gradients =
        expect(
            422,
            server.post(
                "/api/v1/studies",
                """
            {"observer": {"model": "onnx"}, "readout": {"kind": "logit"}, "estimator": "gradient"}
            """));
    assertThat(json(gradients).path("detail").textValue()).contains("black box");
  }

  @Test
  void put_withoutSavingReportsTheAccuracyAndABetterScale() throws IOException {
    byte[] network = NetworkForm.onnx("digits-of-bytes");

    HttpResponse<String> declared =
        expect(
            200,
            put("digits?images=mnist&save=false", NetworkForm.of("digits.onnx", network, "{}")));
    assertThat(json(declared).path("name").textValue()).isEqualTo("digits");
    assertThat(json(declared).path("test"))
        .isEqualTo(
            json(
                """
                {"images": "mnist", "tested": 1000, "accuracy": 0.099, "chance": 0.1,
                 "better": {"scale": "bytes", "tested": 200, "accuracy": 0.89, "declared": 0.065},
                 "warning": "9.9 % of 1,000 images of mnist are classified correctly, which is near\
                 chance (10.0 %): check scale, layout and the order of the classes. With the scale\
                 bytes 89.0 % of 200 images are classified correctly, with unit 6.5 %."}
                """));
    expect(404, server.get(OBSERVERS + "/digits"));
    assertNothingIsLeftOver();
  }

  @Test
  void put_refusesImagesThatCannotTestTheNetwork() throws IOException {
    NetworkForm form = NetworkForm.of("net.pt", linear(), CARD);

    HttpResponse<String> unknown = put("untested?images=mnst", form);
    HttpResponse<String> otherShape = put("untested?images=mnist", form);

    assertThat(json(expect(400, unknown)).path("detail").textValue())
        .endsWith("did you mean mnist?");
    assertThat(json(expect(422, otherShape)).path("detail").textValue())
        .isEqualTo(
            "images is mnist, images of 1 x 28 x 28; it must be images of 1 x 4 x 4, the input of"
                + " untested, or a folder, whose images are resized");
    expect(404, server.get(OBSERVERS + "/untested"));
  }

  @Test
  void put_aNetworkTrainedByRevcor() {
    String card = resource("mnist-logistic.json");
    byte[] weights =
        NetworkForm.resource("/org/revcor/observer/catalogue/mnist-logistic.safetensors");

    HttpResponse<String> put =
        expect(201, put("mine", NetworkForm.of("mnist-logistic.safetensors", weights, card)));
    assertThat(json(put).path("accuracy").doubleValue()).isGreaterThan(.92);
    assertThat(json(put).path("file").isNull()).isTrue();
    weights[weights.length - 1] ^= 1;
    HttpResponse<String> damaged =
        put("damaged", NetworkForm.of("mnist-logistic.safetensors", weights, card));
    refused(damaged, 422, "invalid-observer");
    assertThat(json(damaged).path("field").textValue()).isEqualTo("network");
    assertThat(json(damaged).path("detail").textValue())
        .startsWith("network is a file of digest sha256:");
  }

  @Test
  void put_replacesOnlyOnRequest_andDoesNotAffectARunningStudy() throws IOException {
    put("twice", NetworkForm.of("net.pt", linear(), CARD));
    String id = server.create(study("twice", "{\"max-trials\": 1000000000}"));
    server.awaitTrials(id);
    NetworkForm other =
        NetworkForm.of(
            "net.pt", NetworkForm.network("units-first"), CARD.replace("\"a\"", "\"z\""));

    HttpResponse<String> refused = put("twice", other);

    refused(refused, 409, "conflict");
    assertThat(json(refused).path("detail").textValue())
        .isEqualTo("an observer named twice already exists; replace it, or choose another name");
    assertThat(folder.resolve("observers/twice.json")).hasContent(CARD);
    HttpResponse<String> put = expect(200, put("twice?replace=true", other));
    assertThat(json(put).path("classes").get(0).textValue()).isEqualTo("z");
    assertNothingIsLeftOver();
    long trials = server.study(id).path("trials").longValue();
    RunningServer.await(() -> server.study(id).path("trials").longValue() > trials);
    server.stopStudy(id);
    assertThat(server.study(id).path("end").textValue()).isEqualTo("stopped");
  }

  @Test
  void put_neverReplacesAShippedObserver() {
    HttpResponse<String> refused =
        put("mnist-cnn?replace=true", NetworkForm.of("net.pt", linear(), CARD));
    refused(refused, 409, "conflict");
    assertThat(json(refused).path("detail").textValue())
        .isEqualTo("mnist-cnn comes with Revcor and cannot be replaced; choose another name");
  }

  @ParameterizedTest
  @ValueSource(strings = {".hidden", "..", "a%2Fb", "a%20b", "%00", "-x"})
  void put_invalidNames(String name) {
    HttpResponse<String> refused = put(name, NetworkForm.of("net.pt", linear(), CARD));
    assertThat(refused.statusCode()).isIn(404, 405, 422);
    if (refused.statusCode() == 422) {
      assertThat(json(refused).path("field").textValue()).isEqualTo("name");
    }
    assertThat(hidden()).isEmpty();
  }

  @Test
  void put_invalidNetworksAreNeverListed() throws IOException {
    refusedWith(
        "network", "unseen.pt", "which is not TorchScript", NetworkForm.of("a.pt", text(), CARD));
    refusedWith(
        "card.classes",
        "a list of 2 names",
        "a list of 3, since the network has 3 outputs",
        NetworkForm.of("a.pt", linear(), "{\"input\": [1, 4, 4], \"classes\": [\"a\", \"b\"]}"));
    refusedWith(
        "card.scale",
        "bits",
        "unit, bytes, imagenet, cifar-10, mnist or",
        NetworkForm.of("a.pt", linear(), "{\"input\": [1, 4, 4], \"scale\": \"bits\"}"));
    refusedWith(
        "card.output",
        "x",
        "logits, probabilities",
        NetworkForm.of("a.pt", linear(), "{\"input\": [1, 4, 4], \"output\": \"x\"}"));
    refusedWith(
        "card",
        "the unknown key imput",
        "did you mean input?",
        NetworkForm.of("a.pt", linear(), "{\"imput\": [1, 4, 4]}"));
    refusedWith("network", "a.h5", "a file .pt", NetworkForm.of("a.h5", linear(), CARD));
    refusedWith("network", "missing", "a file .pt", new NetworkForm().text("card", CARD));
    refusedWith("network", "without a file name", "", new NetworkForm().text("network", "x"));
    refusedWith("card", "missing", "input", new NetworkForm().file("network", "a.pt", linear()));
    refusedWith(
        "card", "given twice", "one", NetworkForm.of("a.pt", linear(), CARD).text("card", CARD));
    assertNothingIsLeftOver();
    expect(404, server.get(OBSERVERS + "/unseen"));
  }

  @Test
  void put_unreadableForms() throws IOException {
    HttpResponse<String> part =
        put("unseen", NetworkForm.of("a.pt", linear(), CARD).text("cards", "x"));
    refused(part, 400, "malformed");
    assertThat(json(part).path("detail").textValue())
        .isEqualTo(
            "the form has a part cards; it must be one of network, card; did you mean card?");
    refused(
        server.send(
            NetworkForm.of("a.pt", linear(), CARD)
                .unfinished(server.request(OBSERVERS + "/unseen"))),
        400,
        "malformed");
    refused(
        server.send(
            server
                .request(OBSERVERS + "/unseen", "Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(CARD))),
        415,
        "unsupported-media-type");
    refused(server.send("PUT", OBSERVERS + "/unseen"), 415, "unsupported-media-type");
    refused(put("unseen?replace=yes", NetworkForm.of("a.pt", linear(), CARD)), 400, "malformed");
    assertNothingIsLeftOver();
  }

  @Test
  void put_tooLarge() throws IOException {
    HttpResponse<String> refused = put("unseen", NetworkForm.of("a.pt", new byte[MAX_BYTES], CARD));
    refused(refused, 413, "too-large");
    assertThat(json(refused).path("detail").textValue())
        .isEqualTo("the body must have at most %d bytes".formatted(MAX_BYTES));
    assertThat(refused.headers().firstValue("Connection"))
        .as("response after the complete request, without closing the connection")
        .isEmpty();
    refused(
        put("unseen", NetworkForm.of("a.pt", linear(), " ".repeat((1 << 20) + 1))),
        413,
        "too-large");
    assertNothingIsLeftOver();
  }

  @Test
  void delete_neverAShippedObserver() {
    HttpResponse<String> shipped = server.send("DELETE", OBSERVERS + "/mnist-cnn");
    refused(shipped, 409, "conflict");
    assertThat(json(shipped).path("detail").textValue())
        .isEqualTo("mnist-cnn comes with Revcor and cannot be deleted");
  }

  private static void refusedWith(String field, String value, String expected, NetworkForm form) {
    HttpResponse<String> refused = put("unseen", form);
    refused(refused, 422, "invalid-observer");
    assertThat(json(refused).path("field").textValue()).as(refused.body()).isEqualTo(field);
    assertThat(json(refused).path("detail").textValue())
        .contains(value, expected)
        .doesNotContain(folder.toString());
  }

  private static void refused(HttpResponse<String> response, int status, String kind) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).path("type").textValue()).isEqualTo("urn:revcor:problem:" + kind);
  }

  private static HttpResponse<String> put(String name, NetworkForm form) {
    return server.send(form.to(server.request(OBSERVERS + "/" + name)));
  }

  /** Checks that the hidden upload folders are deleted. */
  private static void assertNothingIsLeftOver() {
    RunningServer.await(() -> hidden().isEmpty());
  }

  private static List<Path> hidden() {
    Path observers = folder.resolve("observers");
    if (!Files.exists(observers)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(observers)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String study(String model, String stop) {
    return """
    {"study": {"seed": 7, "observer": {"model": "%s"}, "readout": {"kind": "label"},
     "block-size": 100, "stop": %s}}\
    """
        .formatted(model, stop);
  }

  private static byte[] linear() {
    return NetworkForm.network("linear");
  }

  private static byte[] text() {
    return "text, not a network".getBytes(StandardCharsets.UTF_8);
  }

  private static String resource(String name) {
    return new String(
        NetworkForm.resource("/org/revcor/observer/catalogue/" + name), StandardCharsets.UTF_8);
  }
}
