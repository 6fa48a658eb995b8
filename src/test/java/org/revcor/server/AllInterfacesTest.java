package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server on all interfaces, as in a container, still checks {@code Host} and {@code Origin}. */
final class AllInterfacesTest {
  @TempDir static Path folder;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            folder,
            "host",
            "0.0.0.0",
            "http.behind-proxy",
            "true",
            "workers.confinement",
            "none",
            "http.names",
            "revcor:8080, lab.example");
  }

  @Test
  void itListensOnAllInterfaces_andReportsALoopbackAddress() {
    assertThat(server.server().address().getAddress().isAnyLocalAddress()).isTrue();
    assertThat(server.server().uri()).hasToString("http://127.0.0.1:%d/".formatted(server.port()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:PORT", "localhost:PORT", "revcor:8080", "Lab.Example"})
  void validHosts(String host) {
    assertThat(response(host, "")).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example:PORT", "0.0.0.0:PORT", "revcor:PORT", "revcor", "lab.example:8080"})
  void foreignHostsAreRejected(String host) {
    assertThat(response(host, "")).startsWith("HTTP/1.1 403 ").contains("foreign-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "http://revcor:8080, 200",
    "http://lab.example, 200",
    "https://lab.example, 200",
    "http://localhost:PORT, 200",
    "https://localhost:PORT, 403",
    "http://evil.example, 403",
    "http://lab.example:81, 403",
  })
  void origins(String origin, int status) {
    assertThat(response("lab.example", "Origin: " + origin + "\r\n"))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  private static String response(String host, String headers) {
    String request =
        "GET /livez HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "Connection: close\r\n\r\n";
    return server.raw(request.replace("PORT", String.valueOf(server.port())));
  }

  /** Returns the header of the first token, which the server has created. */
  private static String token() throws IOException {
    return "Bearer " + Files.readString(folder.resolve("admin-token")).strip();
  }

  @Test
  void torchScriptFilesAreRefusedWithoutConfinement() throws IOException {
    HttpResponse<String> refused =
        expect(
            403,
            server.send(
                NetworkForm.of("net.pt", NetworkForm.network("linear"), "{\"input\": [1, 4, 4]}")
                    .to(server.request("/api/v1/observers/net", "Authorization", token()))));
    assertThat(refused.body())
        .contains("urn:revcor:problem:unconfined", "net.pt is a TorchScript file");
  }

  @Test
  void onnxFilesAreDataAndNeedNoConfinement() throws IOException {
    expect(
        201,
        server.send(
            NetworkForm.of("net.onnx", NetworkForm.onnx("linear"), "{}")
                .to(server.request("/api/v1/observers/data", "Authorization", token()))));
  }
}
