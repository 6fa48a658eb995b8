package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.revcor.server.Settings.HttpSettings;
import org.revcor.server.Settings.SettingsSources;
import org.revcor.server.access.Scope;

/** A server on a free port with an HTTP client. */
final class RunningServer implements AutoCloseable {
  private static final Set<String> TIMES =
      Set.of("http.idle-timeout", "live.frame-interval", "live.idle-timeout", "studies.lease");

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** A study may wait for the blocks of others, on a machine that other processes use as well. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(5);

  private static final int MAX_ATTEMPTS = 5;
  private static final long MIN_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Path folder;
  private final RevcorServer server;
  private final Supplier<HttpClient> clients;
  private final HttpClient client;

  private RunningServer(Path folder, RevcorServer server, Supplier<HttpClient> clients) {
    this.folder = folder;
    this.server = server;
    this.clients = clients;
    this.client = clients.get();
  }

  static RunningServer start(Path dataDir, String... settings) {
    return start(dataDir, HttpClient::newHttpClient, settings);
  }

  /** Starts a server with TLS on all interfaces, which requires tokens. */
  static RunningServer startWithTls(Path dataDir, TestCertificates certificates) {
    SSLContext trust = certificates.trust();
    return start(
        dataDir, () -> HttpClient.newBuilder().sslContext(trust).build(), certificates.settings());
  }

  private static RunningServer start(
      Path dataDir, Supplier<HttpClient> clients, String... settings) {
    return new RunningServer(
        dataDir,
        RevcorServer.start(settings(dataDir, settings)).toCompletableFuture().join(),
        clients);
  }

  /**
   * @param settings keys and values alternate; among them the times {@code http.idle-timeout},
   *     {@code live.frame-interval}, {@code live.idle-timeout} and {@code studies.lease}, which are
   *     constants elsewhere
   */
  static Settings settings(Path dataDir, String... settings) {
    Map<String, String> flags =
        new HashMap<>(
            Map.of(
                "data-dir",
                dataDir.toString(),
                "port",
                "0",
                "lanes.cpu-lanes",
                "1",
                "kernels",
                "libtorch",
                "http.request-timeout",
                "40s"));
    for (int i = 0; i < settings.length; i += 2) {
      flags.put(settings[i], settings[i + 1]);
    }
    Map<String, String> times = new HashMap<>(flags);
    times.keySet().retainAll(TIMES);
    flags.keySet().removeAll(TIMES);
    return withTimes(
        Settings.read(new SettingsSources(Optional.empty(), Map.of(), flags)),
        ConfigFactory.parseMap(times));
  }

  private static Settings withTimes(Settings s, Config times) {
    HttpSettings http = s.http();
    return new Settings(
        s.host(),
        s.port(),
        s.folders(),
        s.lanes(),
        new Settings.Runs(
            s.runs().checkpointInterval(),
            s.runs().maxRunning(),
            time(times, "studies.lease", s.runs().lease())),
        s.workers(),
        new Settings.LiveSettings(
            time(times, "live.frame-interval", s.live().frameInterval()),
            time(times, "live.idle-timeout", s.live().idleTimeout())),
        new HttpSettings(
            http.names(),
            http.tls(),
            http.behindProxy(),
            http.maxConnections(),
            http.requestTimeout(),
            time(times, "http.idle-timeout", http.idleTimeout()),
            http.maxNetworkBytes()));
  }

  private static Duration time(Config times, String key, Duration otherwise) {
    return times.hasPath(key) ? times.getDuration(key) : otherwise;
  }

  /** Returns a study of the shipped network; {@code stop} as in the study file. */
  static String study(String name, String stop) {
    return """
    {"study": {"name": "%s", "seed": 7, "observer": {"model": "mnist-cnn"}, "stimulus": {"kind": "white-noise"},
     "readout": {"kind": "label"}, "block-size": 100, "stop": %s}}\
    """
        .formatted(name, stop);
  }

  /** Returns a study that finishes quickly. */
  static String shortStudy() {
    return study("short", "{\"max-trials\": 1000}");
  }

  /** Returns a study that does not end by itself. */
  static String longStudy() {
    return study("long", "{\"max-trials\": 1000000000}");
  }

  Map<String, Scope> scopes() {
    Map<String, Scope> scopes = new TreeMap<>();
    server.endpoints().forEach(each -> scopes.put(each.method() + " " + each.path(), each.scope()));
    return scopes;
  }

  /** Returns all endpoints, as "GET /path". */
  Set<String> endpoints() {
    return scopes().keySet();
  }

  Path folder() {
    return folder;
  }

  int port() {
    return server.address().getPort();
  }

  RevcorServer server() {
    return server;
  }

  /** Waits until studies can start without a delay. */
  void startLanes() {
    server.startLanes().toCompletableFuture().orTimeout(120, TimeUnit.SECONDS).join();
  }

  /** Returns a new client that trusts the certificate of the server. */
  HttpClient newClient() {
    return clients.get();
  }

  HttpClient client() {
    return client;
  }

  URI uri(String path) {
    return server.uri().resolve(path);
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  HttpResponse<byte[]> bytes(String path) {
    try {
      return client.send(request(path).GET().build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> post(String path, String json) {
    return send(
        request(path, "Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpResponse<String> send(String method, String path) {
    return send(request(path).method(method, HttpRequest.BodyPublishers.noBody()));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(TIMEOUT);
    return headers.length == 0 ? request : request.headers(headers);
  }

  /**
   * Sends a raw request, since HTTP clients do not allow setting Host, and reads until the server
   * closes the connection. It may do so before it has read a large request.
   */
  String raw(String text) {
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.getInputStream().transferTo(response);
      return response.toString(StandardCharsets.UTF_8);
    } catch (SocketException closed) {
      return response.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates a study and returns its id. As clients do, it tries again if the server is busy. */
  String create(String study) {
    String key = UUID.randomUUID().toString();
    HttpResponse<String> created = create(study, key);
    for (int attempt = 0; attempt < MAX_ATTEMPTS && created.statusCode() == 503; attempt++) {
      created = create(study, key);
    }
    return json(expect(201, created)).path("id").textValue();
  }

  private HttpResponse<String> create(String study, String key) {
    return send(
        request("/api/v1/studies", "Content-Type", "application/json", "Idempotency-Key", key)
            .POST(BodyPublishers.ofString(study)));
  }

  JsonNode study(String id) {
    return json(get("/api/v1/studies/" + id));
  }

  JsonNode awaitEnd(String id) {
    await(() -> Set.of("finished", "failed").contains(study(id).path("state").asText()));
    return study(id);
  }

  void awaitTrials(String id) {
    await(() -> study(id).path("trials").longValue() > 0);
  }

  void await(String id, String state) {
    await(() -> study(id).path("state").textValue().equals(state));
  }

  JsonNode pause(String id) {
    assertThat(send("POST", "/api/v1/studies/" + id + "/pause").statusCode()).isEqualTo(202);
    await(() -> study(id).path("state").asText().equals("paused"));
    return study(id);
  }

  /** Creates a study and pauses it once it has trials; another one if it has ended before. */
  String createPaused(String study) {
    for (int attempt = 1; ; attempt++) {
      String id = create(study);
      awaitTrials(id);
      send("POST", "/api/v1/studies/" + id + "/pause");
      await(() -> Set.of("paused", "finished").contains(study(id).path("state").asText()));
      if (attempt == MAX_ATTEMPTS || study(id).path("state").asText().equals("paused")) {
        return id;
      }
    }
  }

  void stopStudy(String id) {
    send("POST", "/api/v1/studies/" + id + "/stop");
    awaitEnd(id);
  }

  /**
   * Waits until a condition holds. The longer it has not, the rarer the checks, which take time.
   */
  static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long waited = System.nanoTime() - start;
      assertThat(waited).as("nanoseconds").isLessThan(MAX_WAIT.toNanos());
      LockSupport.parkNanos(Math.clamp(waited / 10, MIN_WAIT_NANOS, MAX_WAIT_NANOS));
    }
  }

  static <T> HttpResponse<T> expect(int status, HttpResponse<T> response) {
    assertThat(response.statusCode()).as(String.valueOf(response.body())).isEqualTo(status);
    return response;
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static JsonNode json(String text) {
    try {
      return JsonBody.parse(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @Override
  public void close() {
    server.stop().toCompletableFuture().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
  }
}
