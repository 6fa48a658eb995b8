package org.revcor.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.stream.Materializer;

/** Dispatches requests to endpoints and maps failures to problems. */
final class Router {
  private static final String NO_ENDPOINT = "other";

  /** Prevents pages of other sites from embedding responses, even as images. */
  private static final List<HttpHeader> COMMON_HEADERS =
      List.of(
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"),
          RawHeader.create("Referrer-Policy", "no-referrer"));

  /** Results change while a study runs. */
  private static final HttpHeader NO_STORE = RawHeader.create("Cache-Control", "no-store");

  private final CompletionStage<Guard> guard;
  private final List<Endpoint> endpoints;
  private final Dashboard dashboard;
  private final Materializer materializer;
  private final MeterRegistry registry;

  /**
   * @param guard completes once the port is known
   */
  Router(
      CompletionStage<Guard> guard,
      List<Endpoint> endpoints,
      Dashboard dashboard,
      Materializer materializer,
      MeterRegistry registry) {
    this.guard = guard;
    this.endpoints = endpoints;
    this.dashboard = dashboard;
    this.materializer = materializer;
    this.registry = registry;
  }

  CompletionStage<HttpResponse> handle(HttpRequest request) {
    long start = System.nanoTime();
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(
            header ->
                header
                    .timeoutAccess()
                    .updateHandler(
                        late ->
                            Problem.unavailable("the response took too long; try again")
                                .response()));
    return guard.thenCompose(ready -> handle(request, ready, start));
  }

  private CompletionStage<HttpResponse> handle(HttpRequest request, Guard ready, long start) {
    Optional<Problem> problem = ready.check(request);
    if (problem.isPresent()) {
      return finished(request, NO_ENDPOINT, start, refused(request, problem.get()));
    }
    List<String> segments = segments(request);
    List<Endpoint> here = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      Optional<Map<String, String>> variables = endpoint.path().match(segments);
      if (variables.isPresent()) {
        if (endpoint.method().equals(request.method().name())) {
          return finished(
              request,
              endpoint.path().text(),
              start,
              handle(endpoint, new Request(request, variables.get(), materializer)));
        }
        here.add(endpoint);
      }
    }
    return finished(request, NO_ENDPOINT, start, responseWithoutEndpoint(request, segments, here));
  }

  private CompletionStage<HttpResponse> handle(Endpoint endpoint, Request request) {
    if (request.hasBody() && !request.hasBodyType(endpoint.accepts())) {
      return refused(
          request.http(), Problem.unsupportedMediaType(request.bodyType(), endpoint.accepts()));
    }
    try {
      return endpoint
          .handler()
          .handle(request)
          .exceptionallyCompose(thrown -> refused(request.http(), Problems.of(thrown)));
    } catch (RuntimeException thrown) {
      return refused(request.http(), Problems.of(thrown));
    }
  }

  /** Responds to a request without endpoint: a dashboard file, a wrong method, or not found. */
  private CompletionStage<HttpResponse> responseWithoutEndpoint(
      HttpRequest request, List<String> segments, List<Endpoint> here) {
    if (!here.isEmpty()) {
      String allowed =
          here.stream().map(Endpoint::method).distinct().sorted().collect(Collectors.joining(", "));
      return refused(request, Problem.methodNotAllowed(request.method().name(), allowed))
          .thenApply(response -> response.addHeader(RawHeader.create("Allow", allowed)));
    }
    Optional<HttpResponse> file = dashboard.file(segments);
    if (file.isPresent() && request.method().name().equals("GET")) {
      request.discardEntityBytes(materializer);
      return CompletableFuture.completedStage(file.get());
    }
    if (file.isPresent()) {
      return refused(request, Problem.methodNotAllowed(request.method().name(), "GET"))
          .thenApply(response -> response.addHeader(RawHeader.create("Allow", "GET")));
    }
    return refused(
        request, Problem.notFound("%s does not exist".formatted(request.getUri().getPathString())));
  }

  /**
   * Responds once the body has ended, since an earlier response would close the connection of a
   * client that still sends.
   */
  private CompletionStage<HttpResponse> refused(HttpRequest request, Problem problem) {
    return request
        .entity()
        .withoutSizeLimit()
        .discardBytes(materializer)
        .completionStage()
        .handle((read, takenBefore) -> problem.response());
  }

  private CompletionStage<HttpResponse> finished(
      HttpRequest request, String path, long start, CompletionStage<HttpResponse> response) {
    return response.thenApply(
        result -> {
          registry
              .timer(
                  "revcor.http.requests",
                  "method",
                  request.method().name(),
                  "path",
                  path,
                  "status",
                  String.valueOf(result.status().intValue()))
              .record(Duration.ofNanos(System.nanoTime() - start));
          HttpResponse complete = result.addHeaders(COMMON_HEADERS);
          return complete.getHeader("Cache-Control").isPresent()
              ? complete
              : complete.addHeader(NO_STORE);
        });
  }

  private static List<String> segments(HttpRequest request) {
    List<String> segments = new ArrayList<>();
    String path = request.getUri().path();
    for (String raw : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
      segments.add(
          java.net.URLDecoder.decode(
              raw.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8));
    }
    return segments;
  }
}
