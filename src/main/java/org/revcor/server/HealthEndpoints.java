package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.schema.JsonSchema;
import org.revcor.server.access.Scope;
import org.revcor.study.specification.StudyKeys;

/**
 * Endpoints for operators: liveness, readiness, metrics, the OpenAPI description and the Python
 * client.
 *
 * @param unwritten returns the ids of running studies whose files cannot be written
 */
record HealthEndpoints(
    Supplier<CompletionStage<PoolStatus>> lanes,
    boolean hasLocalLanes,
    Supplier<CompletionStage<List<String>>> unwritten,
    PrometheusMeterRegistry registry,
    AtomicBoolean shuttingDown) {
  private static final Pattern PYTHON_FILE = Pattern.compile("index\\.html|revcor-[\\w.-]+\\.whl");

  List<Endpoint> endpoints() {
    byte[] openApi = openApi();
    return List.of(
        Endpoint.immediate("/livez", request -> HttpResponses.json(200, Map.of("status", "alive")))
            .withScope(Scope.NONE),
        Endpoint.get("/readyz", request -> readiness(request.caller().scope()))
            .withScope(Scope.NONE),
        Endpoint.immediate(
            "/metrics",
            request ->
                HttpResponses.of(
                    200,
                    HttpResponses.METRICS,
                    registry.scrape().getBytes(StandardCharsets.UTF_8))),
        Endpoint.immediate(
                "/openapi.yaml", request -> HttpResponses.of(200, HttpResponses.YAML, openApi))
            .withScope(Scope.NONE),
        Endpoint.immediate("/python/", request -> python("index.html", ContentTypes.TEXT_HTML_UTF8))
            .withScope(Scope.NONE),
        Endpoint.immediate(
                "/python/{file}", request -> python(request.variable("file"), HttpResponses.ZIP))
            .withScope(Scope.NONE));
  }

  /** Returns the page that links to the Python client, or the client; the build makes both. */
  private static HttpResponse python(String file, ContentType type) {
    @Nullable URL resource =
        PYTHON_FILE.matcher(file).matches()
            ? HealthEndpoints.class.getResource("python/" + file)
            : null;
    if (resource == null) {
      throw ProblemException.notFound(
          "/python/%s does not exist; /python/ links to the wheel".formatted(file));
    }
    return HttpResponses.of(200, type, Uncheck.get(() -> IOUtils.toByteArray(resource)));
  }

  /** Callers without a token, where one is required, learn no ids and no details. */
  private CompletionStage<HttpResponse> readiness(Scope scope) {
    if (shuttingDown.get()) {
      return CompletableFuture.completedStage(
          ProblemException.unavailable("the server is shutting down").response());
    }
    CompletionStage<List<String>> ids = unwritten.get();
    return lanes
        .get()
        .thenCompose(pool -> ids.thenApply(known -> readiness(pool, known, scope != Scope.NONE)));
  }

  private HttpResponse readiness(PoolStatus pool, List<String> unwritten, boolean detailed) {
    boolean hasLanes = pool.live() > 0;
    if (!hasLanes && hasLocalLanes) {
      return ProblemException.unavailable("all lanes have failed").with("lanes", pool).response();
    }
    List<String> reasons = new ArrayList<>();
    if (!hasLanes) {
      reasons.add("no worker is connected, so studies wait");
    }
    if (!unwritten.isEmpty()) {
      reasons.add(
          "these studies continue in memory, since their files cannot be written: "
              + (detailed ? String.join(", ", unwritten) : unwritten.size()));
    }
    return HttpResponses.json(
        200, new Ready(reasons.isEmpty() ? "ready" : "degraded", reasons, pool));
  }

  private record Ready(String status, List<String> reasons, PoolStatus lanes) {}

  /**
   * Returns the OpenAPI description, with the schema of studies from the declarations of their
   * keys.
   */
  private static byte[] openApi() {
    String contract =
        Uncheck.get(
            () ->
                IOUtils.resourceToString(
                    "/org/revcor/server/openapi.yaml", StandardCharsets.UTF_8));
    JsonNode study = JsonSchema.of(StudyKeys.ALL.described());
    return contract
        .replace("    StudyFile: {}\n", "    StudyFile: " + study + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
