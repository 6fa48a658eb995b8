package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.stream.Materializer;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.Estimator;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.schema.KeyRow;
import org.revcor.schema.Spelling;
import org.revcor.server.access.Scope;
import org.revcor.study.specification.StudyKeys;

final class HealthEndpointsTest extends SharedServerTest {
  @Test
  void livez() {
    assertThat(json(expect(200, server.get("/livez")))).isEqualTo(json("{\"status\": \"alive\"}"));
  }

  @Test
  void readyz() {
    JsonNode ready =
        json(
            "{\"status\": \"ready\", \"reasons\": [], \"lanes\": {\"live\": 1, \"busy\": 0,"
                + " \"abandoned\": 0, \"queued\": 0}}");

    // the lane of studies that have just ended is reported as busy for some time
    RunningServer.await(() -> json(server.get("/readyz")).equals(ready));

    expect(200, server.get("/readyz"));
  }

  @Test
  void headIsGetWithoutABody() {
    assertThat(expect(200, server.send("HEAD", "/livez")).body()).isEmpty();
  }

  @Test
  void metrics() {
    double before = trials();
    String id = server.create(RunningServer.shortStudy());
    server.awaitEnd(id);

    HttpResponse<String> response = server.get("/metrics");

    assertThat(trials()).isEqualTo(before + 1000);

    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(response.body())
        .contains(
            "revcor_looks_total",
            "revcor_lanes 1.0",
            "revcor_lanes_busy",
            "revcor_queue_depth",
            "revcor_tasks",
            "revcor_worker_failures_total{worker=\"local\"}",
            "revcor_live_clients 0.0",
            "revcor_http_requests_seconds_count{method=\"POST\",path=\"/api/v1/studies\",status=\"201\"}",
            "_bucket{",
            "jvm_memory_used_bytes",
            "process_cpu_usage")
        .doesNotContain(id, "short");
  }

  private static double trials() {
    Matcher total =
        Pattern.compile("(?m)^revcor_trials_total (\\S+)$").matcher(server.get("/metrics").body());
    return total.find() ? Double.parseDouble(total.group(1)) : 0;
  }

  @Test
  void openApiDescribesAllEndpoints() {
    HttpResponse<String> response = server.get("/openapi.yaml");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/yaml");
    assertThat(response.body()).startsWith("openapi: 3.1.0");
    assertThat(described(response.body())).isEqualTo(server.scopes());
  }

  @Test
  void openApiDescribesProblemsOfBodies() {
    List<String> operations =
        Pattern.compile("\n {4}(?=(?:get|post|put|delete):)")
            .splitAsStream(server.get("/openapi.yaml").body())
            .toList();

    assertThat(operations)
        .filteredOn(operation -> operation.contains("requestBody:"))
        .hasSizeGreaterThan(8)
        .allSatisfy(operation -> assertThat(operation).contains("\n        \"413\":", "\"415\":"));
    assertThat(operations)
        .filteredOn(operation -> operation.contains("requestBody:"))
        .filteredOn(operation -> !operation.contains("application/x-npy"))
        .allSatisfy(operation -> assertThat(operation).contains("\"422\":"));
    assertThat(operations)
        .filteredOn(operation -> operation.contains("requestBody:"))
        .filteredOn(operation -> !operation.contains("application/zip"))
        .allSatisfy(operation -> assertThat(operation).contains("\"400\":"));
  }

  @Test
  void openApiNamesEveryEstimator() {
    String words =
        Stream.of(Estimator.values()).map(Spelling::word).collect(Collectors.joining(", "));

    assertThat(server.get("/openapi.yaml").body())
        .contains("        estimator: { type: string, enum: [" + words + "] }");
  }

  @Test
  void openApiNamesEveryReadout() {
    String words =
        KeyRow.of(StudyKeys.ALL.described()).stream()
            .filter(row -> row.key().equals("readout.kind"))
            .map(KeyRow::range)
            .collect(Collectors.joining());

    assertThat(server.get("/openapi.yaml").body())
        .contains("        readout: { type: string, enum: [" + words + "] }");
  }

  @Test
  void theManualNamesEveryMetric() throws IOException {
    server.get("/livez");
    Set<String> metrics = new TreeSet<>();
    Matcher types =
        Pattern.compile("(?m)^# TYPE (revcor_\\w+) (\\w+)$").matcher(server.get("/metrics").body());
    while (types.find()) {
      metrics.add(types.group(1));
    }
    metrics.removeIf(name -> name.endsWith("_max"));
    String manual = Files.readString(Path.of("docs/reference/metrics.md"));

    assertThat(metrics).contains("revcor_http_requests_seconds");
    assertThat(metrics).allSatisfy(name -> assertThat(manual).contains("`" + name + "`"));
  }

  @Test
  void theManualListsEveryEndpoint() throws IOException {
    Set<String> listed = new TreeSet<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| `(\\w+) (/[^`?]*)")
            .matcher(Files.readString(Path.of("docs/reference/http-api.md")));
    while (rows.find()) {
      listed.add(rows.group(1) + " " + rows.group(2));
    }
    listed.remove("GET /");

    assertThat(listed).isEqualTo(server.endpoints());
  }

  @Test
  void observers() throws IOException {
    Files.createDirectories(server.folder().resolve("observers"));
    Files.writeString(server.folder().resolve("observers/broken.pt"), "no network");

    JsonNode observers = json(server.get("/api/v1/observers")).path("observers");

    assertThat(observers)
        .extracting(observer -> observer.path("name").textValue())
        .contains("broken", "mnist-cnn")
        .isSorted();
    JsonNode broken = named("broken", observers);
    assertThat(broken.path("origin").textValue()).isEqualTo("folder");
    assertThat(broken.path("file").textValue()).isEqualTo("broken.pt");
    assertThat(broken.path("problem").textValue()).isNotBlank();
    assertThat(broken.path("shape").isNull()).isTrue();
    JsonNode shipped = named("mnist-cnn", observers);
    assertThat(shipped.path("origin").textValue()).isEqualTo("shipped");
    assertThat(shipped.path("shape")).isEqualTo(json("[1, 28, 28]"));
    assertThat(shipped.path("output").textValue()).isEqualTo("logits");
    assertThat(shipped.path("classes")).hasSize(10);
    assertThat(shipped.path("dataset").textValue()).isEqualTo("mnist");
    assertThat(shipped.path("accuracy").doubleValue()).isGreaterThan(0.98);
    assertThat(shipped.path("file").isNull() && shipped.path("problem").isNull()).isTrue();
  }

  private static JsonNode named(String name, JsonNode observers) {
    for (JsonNode observer : observers) {
      if (observer.path("name").textValue().equals(name)) {
        return observer;
      }
    }
    throw new AssertionError("no observer " + name);
  }

  @Test
  void filesOfTheDashboard() {
    HttpResponse<String> response = expect(200, server.get("/assets/probe-0a1b.txt"));
    assertThat(response.body()).isEqualTo("a file of the dashboard\n");
    assertThat(response.headers().firstValue("Cache-Control"))
        .hasValue("public, max-age=31536000, immutable");
    assertThat(response.headers().firstValue("Content-Security-Policy"))
        .hasValue(
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
                + " connect-src 'self' ws: wss:; frame-ancestors 'none'");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    expect(405, server.send("POST", "/assets/probe-0a1b.txt"));
  }

  @Test
  void readyz_degradedAndUnavailable() {
    assertThat(readiness(new PoolStatus(2, 1, 0, 5), List.of(), false))
        .isEqualTo("200 {status=\"ready\", reasons=[], live=2}");
    assertThat(readiness(new PoolStatus(2, 1, 1, 5), List.of(), false))
        .isEqualTo("200 {status=\"ready\", reasons=[], live=2}");
    assertThat(readiness(new PoolStatus(2, 1, 0, 5), List.of("a", "b"), false))
        .isEqualTo(
            "200 {status=\"degraded\", reasons=[\"these studies continue in memory, since their"
                + " files cannot be written: a, b\"], live=2}");
    assertThat(readiness(new PoolStatus(0, 0, 2, 5), List.of(), false))
        .isEqualTo("503 {status=503, reasons=, live=0} all lanes have failed");
    assertThat(readiness(new PoolStatus(2, 1, 0, 5), List.of(), true))
        .isEqualTo("503 {status=503, reasons=, live=} the server is shutting down");
  }

  private static String readiness(PoolStatus status, List<String> unwritten, boolean shuttingDown) {
    ActorSystem system = ActorSystem.create("readiness");
    try {
      Materializer materializer = Materializer.matFromSystem(system);
      org.apache.pekko.http.javadsl.model.HttpResponse response =
          new HealthEndpoints(
                  () -> CompletableFuture.completedStage(status),
                  true,
                  () -> CompletableFuture.completedStage(unwritten),
                  new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                  new AtomicBoolean(shuttingDown))
              .endpoints().stream()
                  .filter(endpoint -> endpoint.path().equals("/readyz"))
                  .findFirst()
                  .orElseThrow()
                  .handler()
                  .handle(
                      new Request(HttpRequest.GET("/readyz"), Map.of(), Caller.LOCAL, materializer))
                  .toCompletableFuture()
                  .join();
      JsonNode body =
          json(
              response
                  .entity()
                  .toStrict(1000, materializer)
                  .toCompletableFuture()
                  .join()
                  .getData()
                  .utf8String());
      JsonNode lanes = body.path("lanes");
      return "%d {status=%s, reasons=%s, live=%s} %s"
          .formatted(
              response.status().intValue(),
              body.path("status"),
              body.path("reasons"),
              lanes.path("live"),
              body.path("detail").asText())
          .strip();
    } finally {
      system.terminate();
    }
  }

  /** Returns the scope of each endpoint in the contract: that of the operation, else read. */
  private static Map<String, Scope> described(String yaml) {
    assertThat(yaml).contains("\nsecurity: [{ token: [read] }, { session: [read] }]\n");
    Map<String, Scope> scopes = new TreeMap<>();
    String operation = "";
    String path = "";
    for (String line : yaml.lines().takeWhile(line -> !line.equals("components:")).toList()) {
      Matcher paths = Pattern.compile("  (/.*):").matcher(line);
      Matcher methods = Pattern.compile("    (get|post|put|delete|patch):").matcher(line);
      Matcher security =
          Pattern.compile(
                  "      security: \\[(?:\\{ token: \\[(\\w+)] }, \\{ session: \\[\\1] })?]")
              .matcher(line);
      if (paths.matches()) {
        path = paths.group(1);
      } else if (methods.matches()) {
        operation = methods.group(1).toUpperCase(Locale.ROOT) + " " + path;
        scopes.put(operation, Scope.READ);
      } else if (security.matches()) {
        scopes.put(
            operation,
            security.group(1) == null
                ? Scope.NONE
                : Scope.valueOf(security.group(1).toUpperCase(Locale.ROOT)));
      }
    }
    return scopes;
  }
}
