package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.inference.PoolStatus;
import org.revcor.schema.JsonSchema;
import org.revcor.server.access.Scope;
import org.revcor.study.record.RecordStatus;
import org.revcor.study.specification.StudyKeys;

/** Endpoints for operators: liveness, readiness, metrics and the OpenAPI description. */
final class HealthEndpoints {
  private final Supplier<CompletionStage<PoolStatus>> lanes;
  private final boolean hasLocalLanes;
  private final Supplier<CompletionStage<List<String>>> unwritten;
  private final LargeRequests large;
  private final Supplier<CompletionStage<RecordStatus>> records;
  private final PrometheusMeterRegistry registry;
  private final AtomicBoolean shuttingDown;
  private final byte[] openApi = openApi();

  /**
   * @param hasLocalLanes whether the server has lanes of its own, without which it is not ready
   * @param unwritten returns the ids of running studies whose files cannot be written
   */
  HealthEndpoints(
      Supplier<CompletionStage<PoolStatus>> lanes,
      boolean hasLocalLanes,
      Supplier<CompletionStage<List<String>>> unwritten,
      LargeRequests large,
      Supplier<CompletionStage<RecordStatus>> records,
      PrometheusMeterRegistry registry,
      AtomicBoolean shuttingDown) {
    this.lanes = lanes;
    this.hasLocalLanes = hasLocalLanes;
    this.unwritten = unwritten;
    this.large = large;
    this.records = records;
    this.registry = registry;
    this.shuttingDown = shuttingDown;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/livez", request -> done(HttpResponses.json(200, Map.of("status", "alive"))))
            .withScope(Scope.NONE),
        Endpoint.get("/readyz", request -> readiness(request.caller().scope()))
            .withScope(Scope.NONE),
        Endpoint.get(
            "/metrics",
            request ->
                done(
                    HttpResponses.of(
                        200,
                        HttpResponses.METRICS,
                        registry.scrape().getBytes(StandardCharsets.UTF_8)))),
        Endpoint.get(
                "/openapi.yaml",
                request -> done(HttpResponses.of(200, HttpResponses.YAML, openApi)))
            .withScope(Scope.NONE));
  }

  /** Callers without a token, where one is required, learn no ids and no details. */
  private CompletionStage<HttpResponse> readiness(Scope scope) {
    if (shuttingDown.get()) {
      return done(ProblemException.unavailable("the server is shutting down").response());
    }
    return lanes
        .get()
        .thenCombine(unwritten.get(), Readiness::new)
        .thenCombine(
            records.get(),
            (readiness, status) -> readiness(readiness, status, scope != Scope.NONE));
  }

  /**
   * @param unwritten ids of running studies whose files cannot be written
   */
  private record Readiness(PoolStatus lanes, List<String> unwritten) {}

  private HttpResponse readiness(Readiness readiness, RecordStatus records, boolean detailed) {
    boolean hasLanes = readiness.lanes().live() > 0;
    if (!hasLanes && hasLocalLanes) {
      return ProblemException.unavailable("all lanes have failed")
          .with("lanes", readiness.lanes())
          .response();
    }
    List<String> reasons = new ArrayList<>();
    if (!hasLanes) {
      reasons.add("no worker is connected, so studies wait");
    }
    if (!readiness.unwritten().isEmpty()) {
      reasons.add(
          "these studies continue in memory, since their files cannot be written: "
              + (detailed
                  ? String.join(", ", readiness.unwritten())
                  : String.valueOf(readiness.unwritten().size())));
    }
    if (large.isExhausted()) {
      reasons.add(large.words());
    }
    records
        .unavailable()
        .ifPresent(
            outage ->
                reasons.add(
                    "the database has been unavailable since %s (%s); %d records wait in memory"
                        .formatted(
                            outage.since(),
                            detailed ? outage.problem() : "see the log",
                            records.waiting())));
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("status", reasons.isEmpty() ? "ready" : "degraded");
    response.put("reasons", reasons);
    response.put("lanes", readiness.lanes());
    return HttpResponses.json(200, response);
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedStage(response);
  }

  /**
   * Returns the OpenAPI description, with the schema of studies from the declarations of their
   * keys.
   */
  private static byte[] openApi() {
    String contract = new String(resource("openapi.yaml"), StandardCharsets.UTF_8);
    JsonNode study = JsonSchema.of(StudyKeys.ALL.described());
    return contract
        .replace("    StudyFile: {}\n", "    StudyFile: " + study + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) {
    return Uncheck.get(() -> IOUtils.resourceToByteArray("/org/revcor/server/" + name));
  }
}
