package org.revcor.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.lane.PoolStatus;

/**
 * What operators and their tools ask: whether it lives, whether it is ready, its metrics, its
 * interface.
 */
final class HealthEndpoints {
  private final Supplier<CompletionStage<PoolStatus>> lanes;
  private final PrometheusMeterRegistry registry;
  private final AtomicBoolean shuttingDown;
  private final byte[] interfaceDescription = resource("openapi.yaml");

  HealthEndpoints(
      Supplier<CompletionStage<PoolStatus>> lanes,
      PrometheusMeterRegistry registry,
      AtomicBoolean shuttingDown) {
    this.lanes = lanes;
    this.registry = registry;
    this.shuttingDown = shuttingDown;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/livez", request -> done(Answers.json(200, Map.of("status", "alive")))),
        Endpoint.get("/readyz", request -> lanes.get().thenApply(this::readiness)),
        Endpoint.get(
            "/metrics",
            request ->
                done(
                    Answers.of(
                        200, Answers.METRICS, registry.scrape().getBytes(StandardCharsets.UTF_8)))),
        Endpoint.get(
            "/openapi.yaml", request -> done(Answers.of(200, Answers.YAML, interfaceDescription))));
  }

  private HttpResponse readiness(PoolStatus status) {
    if (shuttingDown.get()) {
      return Problem.unavailable("the server is shutting down").with("lanes", status).response();
    }
    if (status.live() == 0) {
      return Problem.unavailable("no lane works").with("lanes", status).response();
    }
    return Answers.json(
        200, Map.of("status", status.abandoned() > 0 ? "degraded" : "ready", "lanes", status));
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedStage(response);
  }

  private static byte[] resource(String name) {
    try (InputStream in = HealthEndpoints.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
