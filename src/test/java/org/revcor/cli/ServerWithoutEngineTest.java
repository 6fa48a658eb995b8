package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that receives every kind of request that runs a network. */
@Tag("full")
final class ServerWithoutEngineTest {
  private static final String STUDY =
      """
      {"study": {"observer": {"model": "%s"}, "stimulus": %s, "stop": {"max-trials": 1000}}}
      """;
  private static final String NOISE = "{\"kind\": \"white-noise\"}";
  private static final String BASIS = "{\"kind\": \"gabor-pca\", \"basis\": \"gabor-mnist\"}";
  private static final String FILE =
      """
      {"kind": "generator", "decoder-file": "uploaded.pt", "latent": {"values": 16}}\
      """;

  @TempDir private Path folder;

  @Test
  void serverNeverLoadsTheEngine() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    String logged = "-Xlog:class+load:file=" + folder.resolve("classes-%p.txt");
    try (ServerProcess server =
        ServerProcess.start(data, folder, Map.of("JDK_JAVA_OPTIONS", logged))) {
      String noise = server.create(study("mnist-cnn", NOISE));
      upload(server);
      expect(422, server.submit(study("mnist-cnn", FILE)));
      expect(422, server.post("api/v1/stimuli", STUDY.formatted("mnist-cnn", FILE)));
      expect(200, server.post("api/v1/stimuli", STUDY.formatted("mnist-cnn", BASIS)));
      expect(200, server.post("api/v1/stimuli", STUDY.formatted("mnist-cnn", NOISE)));
      expect(200, server.post("api/v1/recommendations", STUDY.formatted("mnist-cnn", NOISE)));
      server.awaitEnds(
          List.of(
              noise,
              server.create(study("mnist-cnn", BASIS)),
              server.create(study("uploaded", NOISE))));
      analyse(server, noise);
      assertThat(server.get("api/v1/studies/%s/significance".formatted(noise)).isObject()).isTrue();

      server.process().requireNoEngine();
      Path classes = folder.resolve("classes-%d.txt".formatted(server.process().pid()));
      assertThat(Files.readString(classes))
          .contains(" org.revcor.server.RevcorServer ")
          .doesNotContain(" ai.djl.engine.Engine ", " ai.djl.pytorch.");
    }
  }

  private static JsonNode study(String observer, String stimulus) {
    return ServerProcess.json(STUDY.formatted(observer, stimulus));
  }

  private static void expect(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
  }

  private static void upload(ServerProcess server) throws Exception {
    String resource = "/org/revcor/observer/file/linear.pt";
    byte[] network;
    try (var in = ServerWithoutEngineTest.class.getResourceAsStream(resource)) {
      network = Objects.requireNonNull(in).readAllBytes();
    }
    String head =
        """
        --part\r
        Content-Disposition: form-data; name="card"\r
        \r
        {"input": [1, 4, 4]}\r
        --part\r
        Content-Disposition: form-data; name="network"; filename="linear.pt"\r
        Content-Type: application/octet-stream\r
        \r
        """;
    List<byte[]> form =
        List.of(
            head.getBytes(StandardCharsets.UTF_8),
            network,
            "\r\n--part--\r\n".getBytes(StandardCharsets.UTF_8));
    expect(
        201,
        server.send(
            server
                .request("api/v1/observers/uploaded")
                .header("Content-Type", "multipart/form-data; boundary=part")
                .PUT(BodyPublishers.ofByteArrays(form))));
  }

  private static void analyse(ServerProcess server, String study) throws InterruptedException {
    HttpResponse<String> created =
        server.post(
            "api/v1/analyses",
            "{\"analysis\": \"feedback\", \"arguments\": {\"study\": \"%s\"}}".formatted(study));
    expect(201, created);
    String id = ServerProcess.json(created.body()).path("id").asText();
    server
        .process()
        .await(() -> server.get("api/v1/analyses/" + id).path("state").asText().equals("finished"));
  }
}
