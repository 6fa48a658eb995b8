package org.revcor.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.revcor.server.HttpResponses.ResponseHeaders;
import org.revcor.server.Settings.HttpSettings;

/** The route of the server: the endpoints, then the files of the dashboard. */
final class Routes extends AllDirectives {
  private static final String NO_ENDPOINT = "other";

  /** Path of the endpoint that created a response, for the metrics. */
  private static final AttributeKey<String> ENDPOINT =
      AttributeKey.create("revcor-endpoint", String.class);

  /** A file of the dashboard; the names of those in {@code assets} change with their content. */
  private static final Pattern DASHBOARD_FILE =
      Pattern.compile("/((assets/)?[A-Za-z0-9_-][A-Za-z0-9._-]*)");

  private static final String DASHBOARD_POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
          + " connect-src 'self' ws: wss:; frame-ancestors 'none'";

  private final Materializer materializer;
  private final MeterRegistry registry;
  private final HttpSettings settings;
  private final Access access;
  private final ResponseHeaders headers;
  private final ExceptionHandler exceptions =
      ExceptionHandler.newBuilder().matchAny(thrown -> refuse(Problems.of(thrown))).build();

  Routes(Materializer materializer, MeterRegistry registry, HttpSettings settings, Access access) {
    this.materializer = materializer;
    this.registry = registry;
    this.settings = settings;
    this.access = access;
    this.headers = new ResponseHeaders(settings.tls().isPresent());
  }

  /**
   * Returns the route. All failures become problems.
   *
   * @param guard completes once the port is known
   */
  Route route(CompletionStage<Guard> guard, List<Endpoint> endpoints) {
    Route dashboardFiles = extractUnmatchedPath(this::dashboard);
    Route all =
        concat(
            reject(),
            Stream.concat(endpoints.stream().map(this::endpoint), Stream.of(dashboardFiles))
                .toArray(Route[]::new));
    Route handled =
        extractRequest(
            request ->
                handleRejections(
                    rejections(request),
                    () ->
                        handleExceptions(
                            exceptions,
                            () ->
                                onSuccess(
                                    guard,
                                    ready -> {
                                      check(request, ready);
                                      return all;
                                    }))));
    return extractRequest(
        request -> {
          long start = System.nanoTime();
          return withRequestTimeoutResponse(
              late -> late(request),
              () -> mapResponse(response -> finished(request, start, response), () -> handled));
        });
  }

  private HttpResponse late(HttpRequest request) {
    HttpResponse late =
        ProblemException.unavailable(
                "the response took too long; see whether the request has taken effect before you"
                    + " send it again; http.request-timeout limits its time")
            .response();
    return headers.complete(request, late);
  }

  private void check(HttpRequest request, Guard guard) {
    guard.check(request);
    if (request.getUri().getPathString().isEmpty()) {
      throw ProblemException.malformed("the address is *; it must be a path");
    }
  }

  private Route endpoint(Endpoint endpoint) {
    HttpMethod method = HttpMethods.lookup(endpoint.method()).orElseThrow();
    Pattern path =
        Pattern.compile(
            endpoint.path().replace(".", "\\.").replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)"));
    return mapResponse(
        response -> response.addAttribute(ENDPOINT, endpoint.path()),
        () ->
            extractUnmatchedPath(
                requested -> {
                  Matcher matcher = path.matcher(requested);
                  return matcher.matches()
                      ? method(method, () -> handle(endpoint, variables(matcher)))
                      : reject();
                }));
  }

  private static Map<String, String> variables(Matcher path) {
    Map<String, String> variables = new HashMap<>();
    path.namedGroups()
        .keySet()
        .forEach(
            name -> {
              String encoded =
                  path.group(name).replace("+", "%2B"); // only queries encode spaces so
              variables.put(name, URLDecoder.decode(encoded, StandardCharsets.UTF_8));
            });
    return variables;
  }

  private Route handle(Endpoint endpoint, Map<String, String> variables) {
    return handleExceptions(
        exceptions,
        () ->
            extractRequest(
                http ->
                    handle(
                        endpoint,
                        new Request(http, variables, access.caller(http), materializer))));
  }

  private Route handle(Endpoint endpoint, Request request) {
    request.caller().require(endpoint.scope());
    if (request.hasBody() && !request.hasBodyType(endpoint.accepts())) {
      throw ProblemException.unsupportedMediaType(request.bodyType(), endpoint.accepts());
    }
    switch (endpoint.accepts()) {
      case Endpoint.JSON -> request.requireSize(HttpSettings.MAX_BODY_BYTES);
      case Endpoint.NPY -> request.requireSize(LeaseEndpoints.MAX_BYTES);
      default -> {} // forms have limits of their own
    }
    Supplier<Route> handled = () -> completeWithFuture(endpoint.handler().handle(request));
    return endpoint
        .timeout()
        .<Route>map(timeout -> withRequestTimeout(settings.responseTimeout(timeout), handled))
        .orElseGet(handled);
  }

  /** Returns the route of a file of the dashboard, compressed if the client accepts that. */
  private Route dashboard(String path) {
    Matcher file = DASHBOARD_FILE.matcher(path.equals("/") ? "/index.html" : path);
    if (!file.matches() || Routes.class.getResource("web/" + file.group(1)) == null) {
      return reject();
    }
    Route content = getFromResource("org/revcor/server/web/" + file.group(1));
    boolean isHashed = file.group(2) != null;
    return respondWithHeaders(
        List.of(
            RawHeader.create(
                "Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache"),
            RawHeader.create("Vary", "Accept-Encoding"),
            RawHeader.create("Content-Security-Policy", DASHBOARD_POLICY)),
        () -> concat(encodeResponse(() -> content), content));
  }

  private RejectionHandler rejections(HttpRequest request) {
    return RejectionHandler.newBuilder()
        .handleAll(
            MethodRejection.class,
            methods -> {
              String allowed =
                  methods.stream()
                      .map(rejection -> rejection.supported().name())
                      .distinct()
                      .sorted()
                      .collect(Collectors.joining(", "));
              return respondWithHeader(
                  RawHeader.create("Allow", allowed),
                  () ->
                      refuse(ProblemException.methodNotAllowed(request.method().name(), allowed)));
            })
        .handleNotFound(
            refuse(
                ProblemException.notFound(
                    "%s does not exist".formatted(request.getUri().getPathString()))))
        .build();
  }

  /**
   * Responds once the body has ended, since an earlier response would close the connection of a
   * client that still sends; but not later than a body may take.
   */
  private Route refuse(ProblemException problem) {
    return extractRequest(
        request ->
            completeWithFuture(
                discarded(request).handle((read, slowOrTakenBefore) -> problem.response())));
  }

  /** Reads a body and forgets it. One that takes too long is left, which closes the connection. */
  private CompletionStage<Done> discarded(HttpRequest request) {
    return request
        .entity()
        .withoutSizeLimit()
        .getDataBytes()
        .completionTimeout(Request.BODY_TIMEOUT)
        .runWith(Sink.ignore(), materializer);
  }

  private HttpResponse finished(HttpRequest request, long start, HttpResponse response) {
    registry
        .timer(
            "revcor.http.requests",
            "method",
            request.method().name(),
            "path",
            response.getAttribute(ENDPOINT).orElse(NO_ENDPOINT),
            "status",
            String.valueOf(response.status().intValue()))
        .record(Duration.ofNanos(System.nanoTime() - start));
    return headers.complete(request, response);
  }
}
