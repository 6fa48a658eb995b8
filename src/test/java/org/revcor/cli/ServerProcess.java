package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.revcor.schema.Json;
import org.revcor.server.NetworkForm;

final class ServerProcess implements AutoCloseable {
  /**
   * Setting of the time of a request. The first one waits for the inference process, which starts
   * slowly where other processes use all cores.
   */
  static final String REQUEST_TIMEOUT = "REVCOR_HTTP_REQUEST_TIMEOUT";

  private static final Pattern DASHBOARD = Pattern.compile("Dashboard: (http://127.0.0.1:\\d+/)\n");
  private static final String STUDIES = "api/v1/studies";
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final int MAX_ATTEMPTS = 5;
  private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(3);

  private final CommandProcess process;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServerProcess(CommandProcess process) {
    this.process = process;
  }

  /**
   * Starts a server without waiting until it listens.
   *
   * @param settings environment variables
   */
  static ServerProcess start(Path data, Path output, Map<String, String> settings)
      throws IOException {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("REVCOR_DATA_DIR", data.toString());
    environment.putIfAbsent(REQUEST_TIMEOUT, "120s");
    return new ServerProcess(CommandProcess.start(output, environment, "serve", "--port", "0"));
  }

  CommandProcess process() {
    return process;
  }

  /** Waits for the address of the dashboard and returns it. */
  URI address() throws InterruptedException {
    process.await(() -> DASHBOARD.matcher(process.out()).find());
    Matcher dashboard = DASHBOARD.matcher(process.out());
    assertThat(dashboard.find()).isTrue();
    return URI.create(dashboard.group(1));
  }

  /** Creates a study and returns its id. As clients do, it tries again if the server is busy. */
  String create(JsonNode study) throws InterruptedException {
    return create(study, UUID.randomUUID().toString());
  }

  String create(JsonNode study, String key) throws InterruptedException {
    HttpResponse<String> created = submit(study, key);
    for (int attempt = 0; attempt < MAX_ATTEMPTS && created.statusCode() == 503; attempt++) {
      created = submit(study, key);
    }
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return json(created.body()).path("id").asText();
  }

  HttpResponse<String> submit(JsonNode study) throws InterruptedException {
    return post(STUDIES, study.toString());
  }

  private HttpResponse<String> submit(JsonNode study, String key) throws InterruptedException {
    return send(
        request(STUDIES)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(study.toString())));
  }

  HttpResponse<String> post(String path, String json) throws InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  CompletableFuture<HttpResponse<String>> upload(String name, byte[] network, String card)
      throws InterruptedException {
    HttpRequest.Builder request =
        NetworkForm.of(name + ".pt", network, card).to(request("api/v1/observers/" + name));
    return client.sendAsync(request.timeout(UPLOAD_TIMEOUT).build(), BodyHandlers.ofString());
  }

  /** Returns the number of processes that it has started and that run. */
  long children() {
    return process.children();
  }

  /** Returns why an action on a study is refused. */
  String refusal(String id, String action) throws InterruptedException {
    HttpResponse<String> response =
        send(request(STUDIES + "/" + id + "/" + action).POST(BodyPublishers.noBody()));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(409);
    return response.body();
  }

  JsonNode study(String id) {
    return get(STUDIES + "/" + id);
  }

  JsonNode readiness() {
    return get("readyz");
  }

  JsonNode get(String path) {
    try {
      return json(send(request(path).GET()).body());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a request to a path without a leading slash. */
  HttpRequest.Builder request(String path) throws InterruptedException {
    return HttpRequest.newBuilder(address().resolve(path)).timeout(TIMEOUT);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(process.err(), e);
    }
  }

  static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /** Waits until a study meets a condition, and returns it. */
  JsonNode await(String id, Predicate<JsonNode> as) throws InterruptedException {
    process.await(() -> as.test(study(id)));
    return study(id);
  }

  /** Waits until studies have finished. */
  void awaitEnds(List<String> ids) throws InterruptedException {
    for (String id : ids) {
      JsonNode end = await(id, study -> !study.path("ended").isNull());
      assertThat(end.path("state").asText()).as(end.path("problem").asText()).isEqualTo("finished");
    }
  }

  /** Kills the process (SIGKILL). */
  void kill() throws IOException, InterruptedException {
    process.signal("KILL");
    process.exited(128 + 9);
  }

  /** Terminates the process in order (SIGTERM). */
  void terminate() throws IOException, InterruptedException {
    process.signal("TERM");
    process.exited(0);
  }

  @Override
  public void close() {
    process.close();
    client.close();
  }
}
