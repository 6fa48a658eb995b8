package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends raw requests, since HTTP clients do not allow setting {@code Host}. */
final class GuardTest extends SharedServerTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:PORT", "[::1]:PORT"})
  void validHosts(String host) {
    assertThat(response(host, "")).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, evil.example",
    "evil.example:PORT, evil.example:PORT",
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1:1, 127.0.0.1:1",
    "127.0.0.2:PORT, 127.0.0.2:PORT",
    "localhost.evil.example:PORT, localhost.evil.example:PORT",
  })
  void invalidHosts(String host, String shown) {
    String response = response(host, "");

    assertThat(response)
        .startsWith("HTTP/1.1 403 ")
        .contains("Content-Type: application/problem+json");
    JsonNode problem = RunningServer.json(response.substring(response.indexOf("\r\n\r\n") + 4));
    assertThat(problem)
        .isEqualTo(
            RunningServer.json(
                """
                {"type": "urn:revcor:problem:foreign-origin", "title": "The request does not name this server",
                 "status": 403, "detail": "Host is %s, which is not this server"}\
                """
                    .formatted(shown.replace("PORT", String.valueOf(server.port())))));
  }

  @Test
  void anOldRequestWithoutHost() {
    assertThat(server.raw("GET /livez HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json", "urn:revcor:problem:malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:PORT", "http://localhost:PORT", "http://[::1]:PORT"})
  void validOrigins(String origin) {
    assertThat(response("127.0.0.1:PORT", "Origin: " + origin + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "https://127.0.0.1:PORT",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "null",
        "not an origin"
      })
  void invalidOrigins(String origin) {
    assertThat(response("127.0.0.1:PORT", "Origin: " + origin + "\r\n")).startsWith("HTTP/1.1 4");
  }

  @Test
  void aForeignPageCannotOpenTheLiveFeed() {
    URI feed = URI.create("ws://127.0.0.1:%d/api/v1/studies/any/live".formatted(server.port()));
    WebSocket.Builder foreign =
        server.client().newWebSocketBuilder().header("Origin", "http://evil.example");

    assertThatThrownBy(() -> foreign.buildAsync(feed, new WebSocket.Listener() {}).join())
        .cause()
        .asInstanceOf(type(WebSocketHandshakeException.class))
        .extracting(refused -> refused.getResponse().statusCode())
        .isEqualTo(403);
  }

  @Test
  void aForeignPageCannotShowResponses() {
    assertThat(response("127.0.0.1:PORT", ""))
        .contains("X-Content-Type-Options: nosniff", "Cross-Origin-Resource-Policy: same-origin")
        .doesNotContain("Access-Control-Allow-Origin", "Server:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.1",
        "GET /livez?limit=%zz HTTP/1.1",
        "GET / HTTP/9.9",
        "nonsense",
        "BREW /livez HTTP/1.1"
      })
  void unreadableRequestsGetAProblem(String line) {
    String response =
        server.raw(line + "\r\nHost: 127.0.0.1:" + server.port() + "\r\nConnection: close\r\n\r\n");

    assertThat(response)
        .matches("(?s)HTTP/1\\.1 [45]\\d\\d .*")
        .contains("application/problem+json");
  }

  private static String response(String host, String headers) {
    String request =
        "GET /livez HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "Connection: close\r\n\r\n";
    return server.raw(request.replace("PORT", String.valueOf(server.port())));
  }
}
