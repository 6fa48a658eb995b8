package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;

/** A server with TLS on all interfaces, which requires tokens. */
final class AccessTest {
  @TempDir static Path folder;
  @TempDir static Path certificates;
  private static final Map<Scope, String> TOKENS = new EnumMap<>(Scope.class);
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    for (Scope scope : List.of(Scope.READ, Scope.WRITE, Scope.ADMIN)) {
      String name = scope.name().toLowerCase(Locale.ROOT);
      TOKENS.put(scope, new TokenFile(folder).create(name, scope, Optional.empty()));
    }
    server = RunningServer.startWithTls(folder, TestCertificates.create(certificates));
    server.startLanes();
  }

  private static HttpResponse<String> send(Scope scope, String method, String path, String body) {
    return send(TOKENS.get(scope), method, path, body);
  }

  private static HttpResponse<String> send(
      @Nullable String token, String method, String path, String body) {
    HttpRequest.Builder request = server.request(path);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return server.send(
        request.method(
            method,
            body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body)));
  }

  /** The contract has the same scopes, see {@link HealthEndpointsTest}. */
  @Test
  void everyEndpointRefusesEveryScopeThatItMust_andNoOther() {
    List<String> wrong = new ArrayList<>();
    server
        .scopes()
        .forEach(
            (endpoint, needed) -> {
              String[] parts = endpoint.replaceAll("\\{\\w+}", "none").split(" ", 2);
              for (Scope scope : Scope.values()) {
                int status = send(scope, parts[0], parts[1], "").statusCode();
                int refusal = scope == Scope.NONE ? 401 : 403;
                if ((status == 401 || status == 403) == scope.includes(needed)
                    || (!scope.includes(needed) && status != refusal)) {
                  wrong.add("%s with %s: %d".formatted(endpoint, scope, status));
                }
              }
            });

    assertThat(server.scopes().values()).contains(Scope.values()).hasSizeGreaterThan(50);
    assertThat(wrong).isEmpty();
  }

  @Test
  void refusalsNameTheReason() throws IOException {
    String old = new TokenFile(folder).create("old", Scope.ADMIN, Optional.of(Duration.ZERO));
    RunningServer.await(
        () -> send(old, "GET", "/api/v1/studies", "").body().contains("the token old expired at "));
    HttpResponse<String> missing = send(Scope.NONE, "GET", "/api/v1/studies", "");
    HttpResponse<String> unknown = send("revcor_unknown", "GET", "/api/v1/studies", "");
    HttpResponse<String> small = send(Scope.READ, "POST", "/api/v1/studies", "{}");

    assertThat(missing.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(json(missing).path("type").textValue())
        .isEqualTo("urn:revcor:problem:unauthenticated");
    assertThat(json(missing).path("detail").textValue())
        .isEqualTo(
            "this server requires a token: --token or REVCOR_TOKEN of a command, or the header"
                + " Authorization: Bearer TOKEN; on the server, revcor token create makes one");
    assertThat(json(unknown).path("detail").textValue())
        .isEqualTo("the token is unknown or was revoked");
    assertThat(unknown.body()).doesNotContain("revcor_unknown");
    assertThat(json(small).path("type").textValue()).isEqualTo("urn:revcor:problem:forbidden");
    assertThat(json(small).path("detail").textValue())
        .isEqualTo("the token read has the scope read; this request needs write");
  }

  @Test
  void aRunningServerNoticesNewAndRevokedTokens_andADamagedFileChangesNothing() throws IOException {
    TokenFile file = new TokenFile(folder);
    String text = file.create("late", Scope.READ, Optional.empty());
    RunningServer.await(() -> send(text, "GET", "/api/v1/studies", "").statusCode() == 200);
    byte[] intact = Files.readAllBytes(file.path());

    Path damaged = Files.writeString(folder.resolve("damaged"), "?");
    Files.move(damaged, file.path(), StandardCopyOption.REPLACE_EXISTING);
    long since = System.nanoTime();
    RunningServer.await(() -> System.nanoTime() - since > Duration.ofSeconds(2).toNanos());
    expect(200, send(text, "GET", "/api/v1/studies", ""));
    Path restored = Files.write(folder.resolve("restored"), intact);
    Files.move(restored, file.path(), StandardCopyOption.REPLACE_EXISTING);
    file.revoke("late");

    RunningServer.await(() -> send(text, "GET", "/api/v1/studies", "").statusCode() == 401);
  }

  @Tag("full")
  @Test
  void onlyTheOwnerAndAnAdministratorDeleteAStudy() throws IOException {
    TokenFile file = new TokenFile(folder);
    String alice = file.create("alice", Scope.WRITE, Optional.empty());
    RunningServer.await(() -> send(alice, "GET", "/api/v1/studies", "").statusCode() == 200);
    String[] ids = new String[2];
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> created =
          send(alice, "POST", "/api/v1/studies", RunningServer.shortStudy());
      assertThat(json(created).path("owner").textValue()).isEqualTo("alice");
      ids[i] = json(created).path("id").textValue();
      String path = "/api/v1/studies/" + ids[i];
      RunningServer.await(
          () -> json(send(Scope.READ, "GET", path, "")).path("state").asText().equals("finished"));
    }
    String path = "/api/v1/studies/" + ids[0];

    assertThat(json(send(Scope.READ, "GET", "/api/v1/studies?owner=alice", "")).path("studies"))
        .extracting(study -> study.path("id").textValue())
        .containsExactly(ids[1], ids[0]);
    assertThat(json(send(Scope.READ, "GET", "/api/v1/studies?owner=nobody", "")).path("studies"))
        .isEmpty();
    for (HttpResponse<String> refused :
        List.of(
            send(Scope.WRITE, "DELETE", path, ""),
            send(Scope.WRITE, "POST", path + "/resume", "{\"fresh\": true}"))) {
      assertThat(json(expect(403, refused)).path("detail").textValue())
          .isEqualTo(
              "study %s belongs to alice; only its owner and tokens of scope admin can delete its results"
                  .formatted(ids[0]));
    }
    expect(202, send(Scope.WRITE, "POST", path + "/extend", "{\"maxTrials\": 2000}"));
    RunningServer.await(
        () -> json(send(Scope.READ, "GET", path, "")).path("state").asText().equals("finished"));
    assertThat(json(send(Scope.READ, "GET", path, "")).path("owner").textValue())
        .isEqualTo("alice");

    expect(204, send(alice, "DELETE", path, ""));
    expect(204, send(Scope.ADMIN, "DELETE", "/api/v1/studies/" + ids[1], ""));
  }

  @Test
  void aBrowserLogsInAndOut() {
    HttpResponse<String> refused =
        send(Scope.NONE, "POST", "/api/v1/session", "{\"token\": \"revcor_unknown\"}");
    HttpResponse<String> session =
        send(
            Scope.NONE,
            "POST",
            "/api/v1/session",
            "{\"token\": \"%s\"}".formatted(TOKENS.get(Scope.WRITE)));
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
    String sent = cookie.substring(0, cookie.indexOf(';'));

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(json(session)).isEqualTo(json("{\"name\": \"write\", \"scope\": \"write\"}"));
    assertThat(cookie).endsWith("; Path=/; HttpOnly; SameSite=Strict; Secure");
    expect(200, server.get("/api/v1/studies", "Cookie", sent));
    assertThat(json(server.get("/api/v1/session", "Cookie", sent)))
        .isEqualTo(json("{\"name\": \"write\", \"scope\": \"write\"}"));
    expect(401, server.get("/api/v1/studies", "Cookie", sent + "x"));
    assertThat(json(server.get("/api/v1/session")))
        .isEqualTo(json("{\"name\": null, \"scope\": \"none\"}"));
    assertThat(send(Scope.NONE, "DELETE", "/api/v1/session", "").headers().firstValue("Set-Cookie"))
        .hasValue("revcor-token=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
  }

  @Test
  void aLiveFeedNeedsAToken() throws IOException {
    HttpResponse<String> created =
        send(Scope.WRITE, "POST", "/api/v1/studies", RunningServer.longStudy());
    String id = json(created).path("id").textValue();
    String bearer = "Bearer " + TOKENS.get(Scope.READ);

    try (LiveClient client = LiveClient.connect(server, id, true, "Authorization", bearer)) {
      assertThat(client.text("hello").path("study").textValue()).isEqualTo(id);
    }
    try (LiveClient client =
        LiveClient.connect(server, id, true, "Cookie", "revcor-token=" + TOKENS.get(Scope.READ))) {
      assertThat(client.text("hello").path("study").textValue()).isEqualTo(id);
    }
    assertThatThrownBy(() -> LiveClient.connect(server, id, true).close())
        .cause()
        .asInstanceOf(type(WebSocketHandshakeException.class))
        .satisfies(refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));
    expect(202, send(Scope.ADMIN, "POST", "/api/v1/studies/" + id + "/stop", ""));
  }

  @Test
  void responsesHaveSecurityHeaders() {
    HttpResponse<String> response = send(Scope.READ, "GET", "/api/v1/studies", "");

    assertThat(
            List.of(
                    "Strict-Transport-Security",
                    "Content-Security-Policy",
                    "X-Content-Type-Options",
                    "Referrer-Policy",
                    "Cross-Origin-Resource-Policy",
                    "Cache-Control")
                .stream()
                .map(name -> response.headers().firstValue(name).orElse("missing")))
        .containsExactly(
            "max-age=31536000",
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
            "nosniff",
            "no-referrer",
            "same-origin",
            "no-store");
    assertThat(send(Scope.READ, "GET", "/", "").headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
  }

  @Test
  void requestsWithoutTlsGetNoResponse() {
    String host = "127.0.0.1:" + server.port();

    assertThat(server.raw("GET /livez HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
        .doesNotContain("HTTP/1.1");
  }

  @Test
  void theFirstStartCreatesATokenOfAnAdministrator(@TempDir Path data) throws IOException {
    Settings settings = RunningServer.settings(data, "http.behind-proxy", "true");
    Access.of(settings);
    String token = Files.readString(data.resolve("admin-token")).strip();

    Access second = Access.of(settings);

    assertThat(second.caller(token)).isEqualTo(new Caller("admin", Scope.ADMIN));
    assertThat(new TokenFile(data).read().tokens()).hasSize(1);
  }
}
