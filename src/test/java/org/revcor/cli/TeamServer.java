package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.revcor.server.TestCertificates;
import org.revcor.server.access.Scope;

/**
 * A server with TLS on a machine of its own, with a token of each scope. Token and scope have the
 * same name.
 */
final class TeamServer implements AutoCloseable {
  static final List<Scope> SCOPES = List.of(Scope.READ, Scope.WRITE, Scope.ADMIN);
  static final String STUDIES = "/api/v1/studies";
  private static final int PORT = 8443;

  private final Map<Scope, String> tokens = new EnumMap<>(Scope.class);
  private final Network network;
  private final URI address;
  private final Path authority;
  private final SSLContext trust;
  private final HttpClient http;
  private final CommandProcess server;

  private TeamServer(Network network, Path folder) throws Exception {
    this.network = network;
    String host = network.machine(0).address();
    address = URI.create("https://%s:%d/".formatted(host, PORT));
    TestCertificates certificates =
        TestCertificates.create(folder.resolve("certificates"), host).getFirst();
    authority = certificates.authority();
    trust = certificates.trust();
    http = newClient();
    String data = folder.resolve("data").toString();
    for (Scope scope : SCOPES) {
      CommandRun created =
          CommandRun.of("token", "create", name(scope), "--scope", name(scope), "--data-dir", data)
              .exited(0);
      Matcher token = Pattern.compile("revcor_[\\w-]+").matcher(created.out());
      assertThat(token.find()).as(created.out()).isTrue();
      tokens.put(scope, token.group());
    }
    server =
        CommandProcess.start(
            folder,
            Map.of(
                ServerProcess.REQUEST_TIMEOUT,
                "120s",
                "REVCOR_HTTP_TLS_CERTIFICATE",
                certificates.certificate().toString(),
                "REVCOR_HTTP_TLS_KEY",
                certificates.key().toString()),
            network.machine(0).prefix(),
            "serve",
            "--host",
            host,
            "--port",
            String.valueOf(PORT),
            "--data-dir",
            data);
    server.await(() -> server.out().contains("Dashboard: " + address));
  }

  /** Starts the server. Skips the test if networks cannot be created. */
  static TeamServer start(Path folder) throws Exception {
    Network network = Network.create(1);
    try {
      return new TeamServer(network, folder);
    } catch (Exception failed) {
      network.close();
      throw failed;
    }
  }

  URI address() {
    return address;
  }

  String token(Scope scope) {
    return Objects.requireNonNull(tokens.get(scope));
  }

  HttpClient http() {
    return http;
  }

  /** Returns a new client that trusts the certificate of the server. */
  HttpClient newClient() {
    return HttpClient.newBuilder().sslContext(trust).build();
  }

  static String name(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }

  String create(Scope scope) throws Exception {
    HttpResponse<String> created =
        http.send(
            request(scope, STUDIES)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"study": {"name": "team", "seed": 7, "observer": {"model": "mnist-cnn"},
                         "readout": {"kind": "label"}, "block-size": 100, "stop": {"max-trials": 1000000000}}}\
                        """))
                .build(),
            BodyHandlers.ofString());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return ServerProcess.json(created.body()).path("id").asText();
  }

  String stopped(Scope scope) throws Exception {
    String id = create(scope);
    send(scope, "POST", STUDIES + "/" + id + "/stop");
    await(id, "finished");
    return id;
  }

  void await(String id, String state) throws InterruptedException {
    server.await(
        () -> {
          JsonNode study = ServerProcess.json(send(Scope.READ, "GET", STUDIES + "/" + id).body());
          return study.path("state").asText().equals(state);
        });
  }

  HttpRequest.Builder request(Scope scope, String path) {
    return HttpRequest.newBuilder(address.resolve(path))
        .header("Authorization", "Bearer " + tokens.get(scope));
  }

  HttpResponse<String> send(Scope scope, String method, String path) {
    try {
      return http.send(
          request(scope, path).method(method, BodyPublishers.noBody()).build(),
          BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  Map<String, String> environment(Scope scope) {
    return Map.of("REVCOR_TOKEN", tokens.get(scope), "REVCOR_CA", authority.toString());
  }

  @Override
  public void close() {
    server.close();
    network.close();
    http.close();
  }
}
