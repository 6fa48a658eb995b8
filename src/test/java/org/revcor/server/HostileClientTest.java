package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends requests that a client of good will does not send. */
@Tag("full")
final class HostileClientTest {
  private static final String STUDIES = "/api/v1/studies";

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;
  @RegisterExtension private final RecordedLog log = new RecordedLog();

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder);
  }

  @AfterEach
  void noFailureIsLogged() {
    assertThat(log.events()).filteredOn(event -> event.getThrowableProxy() != null).isEmpty();
  }

  @Test
  void aBodyAboveTheLimitIsTooLarge_alsoWithoutALength() {
    byte[] body = new byte[2 << 20];
    HttpResponse<String> refused =
        server.send(
            server
                .request(STUDIES, "Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body))));
    assertProblem(refused, 413, "too-large");
  }

  @ParameterizedTest
  @CsvSource({
    "7fffffff, limit of 1048576 bytes",
    "nonsense, Illegal character 'n' in chunk start",
  })
  void anInvalidChunkIsMalformed(String size, String why) {
    assertThat(
            server.raw(
                "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
                        .formatted(STUDIES, server.port())
                    + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n%s\r\n{}"
                        .formatted(size)))
        .startsWith("HTTP/1.1 400 ")
        .contains("urn:revcor:problem:malformed", why);
  }

  @Test
  void aFormWithoutBoundaryIsMalformed() {
    HttpResponse<String> refused =
        server.send(
            server
                .request("/api/v1/observers/unseen", "Content-Type", "multipart/form-data")
                .PUT(BodyPublishers.ofString("--x\r\n\r\n--x--")));
    assertProblem(refused, 400, "malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Type: text/plain", "Content-Disposition: form-data; name=\"a\u0000\""})
  void aPartOfAFormWithAnInvalidHeaderIsMalformed(String header) {
    HttpResponse<String> refused =
        server.send(
            server
                .request(
                    "/api/v1/observers/unseen", "Content-Type", "multipart/form-data; boundary=x")
                .PUT(BodyPublishers.ofString("--x\r\n" + header + "\r\n\r\n1\r\n--x--")));
    assertProblem(refused, 400, "malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "OPTIONS"})
  void aRequestWithoutAPathIsMalformed(String method) {
    assertThat(
            server.raw(
                "%s * HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
                    .formatted(method, server.port())))
        .startsWith("HTTP/1.1 400 ")
        .contains("urn:revcor:problem:malformed", "the address is *; it must be a path");
  }

  @Test
  void aContentTypeWithAnEmptyParameterIsUnsupported() {
    assertThat(
            server.raw(
                "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: a/b;c=\r\n"
                        .formatted(STUDIES, server.port())
                    + "Content-Length: 2\r\nConnection: close\r\n\r\n{}"))
        .startsWith("HTTP/1.1 415 ")
        .contains("urn:revcor:problem:unsupported-media-type");
  }

  @Test
  void aSlowBodyIsRefusedInTimeAndKeepsNoConnectionOpen() throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> late = clients.submit(() -> responseToSlow(post(1 << 20)));
      List<Future<String>> refused =
          Stream.of(STUDIES, "/unknown", "/")
              .map(path -> clients.submit(() -> responseToSlow(post(path, 1L << 40))))
              .toList();

      assertThat(late.get())
          .startsWith("HTTP/1.1 408 ")
          .contains("urn:revcor:problem:request-timeout", "the body must arrive within 10 seconds");
      for (Future<String> each : refused) {
        assertThat(each.get()).matches("(?s)HTTP/1.1 4(13|04|05) .*");
      }
    }
  }

  private static String responseToSlow(String request) throws IOException {
    try (Socket slow = connect()) {
      send(slow, request);
      return responseWhileWriting(slow);
    }
  }

  /** Writes ten bytes a second until the response begins, for at most 30 seconds. */
  private static String responseWhileWriting(Socket slow) throws IOException {
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    slow.setSoTimeout(100);
    for (int i = 0; i < 300 && response.size() == 0; i++) {
      try {
        send(slow, " ");
      } catch (SocketException closed) {
        // the server has responded and closed the connection
      }
      try {
        response.write(slow.getInputStream().read());
      } catch (SocketTimeoutException none) {
        // no response yet
      }
    }
    slow.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
    try {
      slow.getInputStream().transferTo(response);
    } catch (SocketException reset) {
      // it was closed before the server had read all
    }
    return response.toString(StandardCharsets.UTF_8);
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  static String get(String path, int port) {
    return "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
        .formatted(path, port);
  }

  private static String post(long bytes) {
    return post(STUDIES, bytes);
  }

  private static String post(String path, long bytes) {
    return "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n"
            .formatted(path, server.port())
        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n".formatted(bytes);
  }

  private static void assertProblem(HttpResponse<String> response, int status, String kind) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).path("type").textValue()).isEqualTo("urn:revcor:problem:" + kind);
  }
}
