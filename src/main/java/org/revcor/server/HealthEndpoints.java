package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.lane.PoolStatus;
import org.revcor.record.RecordStatus;
import org.revcor.schema.JsonSchema;
import org.revcor.specification.StudyKeys;

/**
 * What operators and their tools ask: whether it lives, whether it is ready, its metrics, its
 * interface.
 */
final class HealthEndpoints {
  private final Supplier<CompletionStage<PoolStatus>> lanes;
  private final Supplier<CompletionStage<List<String>>> unwritten;
  private final Supplier<CompletionStage<RecordStatus>> records;
  private final PrometheusMeterRegistry registry;
  private final AtomicBoolean shuttingDown;
  private final byte[] interfaceDescription = interfaceDescription();

  /**
   * @param unwritten ids of studies that go on in memory, since they cannot be written
   */
  HealthEndpoints(
      Supplier<CompletionStage<PoolStatus>> lanes,
      Supplier<CompletionStage<List<String>>> unwritten,
      Supplier<CompletionStage<RecordStatus>> records,
      PrometheusMeterRegistry registry,
      AtomicBoolean shuttingDown) {
    this.lanes = lanes;
    this.unwritten = unwritten;
    this.records = records;
    this.registry = registry;
    this.shuttingDown = shuttingDown;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/livez", request -> done(HttpResponses.json(200, Map.of("status", "alive")))),
        Endpoint.get("/readyz", request -> readiness()),
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
            request -> done(HttpResponses.of(200, HttpResponses.YAML, interfaceDescription))));
  }

  private CompletionStage<HttpResponse> readiness() {
    if (shuttingDown.get()) {
      return done(Problem.unavailable("the server is shutting down").response());
    }
    return lanes
        .get()
        .thenCombine(unwritten.get(), Readiness::new)
        .thenCombine(records.get(), HealthEndpoints::readiness);
  }

  /**
   * @param inMemory ids of studies that cannot be written
   */
  private record Readiness(PoolStatus lanes, List<String> inMemory) {}

  private static HttpResponse readiness(Readiness found, RecordStatus records) {
    if (found.lanes().live() == 0) {
      return Problem.unavailable("no lane works").with("lanes", found.lanes()).response();
    }
    List<String> reasons = new ArrayList<>();
    if (found.lanes().abandoned() > 0) {
      reasons.add("%d lanes were abandoned".formatted(found.lanes().abandoned()));
    }
    if (!found.inMemory().isEmpty()) {
      reasons.add(
          "these studies cannot be written and go on in memory: "
              + String.join(", ", found.inMemory()));
    }
    records
        .unavailable()
        .ifPresent(
            outage ->
                reasons.add(
                    "the database does not answer since %s (%s); %d records wait for it"
                        .formatted(outage.since(), outage.problem(), records.waiting())));
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("status", reasons.isEmpty() ? "ready" : "degraded");
    response.put("reasons", reasons);
    response.put("lanes", found.lanes());
    return HttpResponses.json(200, response);
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedStage(response);
  }

  /** The contract, with the schema of studies, which their keys declare. */
  private static byte[] interfaceDescription() {
    String contract = new String(resource("openapi.yaml"), StandardCharsets.UTF_8);
    JsonNode study = JsonSchema.of(StudyKeys.ALL.described());
    return contract
        .replace("    Study: {}\n", "    Study: " + study + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) {
    try (InputStream in = HealthEndpoints.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
