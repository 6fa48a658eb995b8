package org.revcor.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.server.access.Scope;

/**
 * An HTTP method of a path, with its handler.
 *
 * @param path path with OpenAPI variables, at most one per segment: {@code
 *     /api/v1/studies/{id}/maps/{channel}.png}
 * @param accepts required media type of a body
 * @param timeout timeout of its responses, if longer than the default
 */
record Endpoint(
    String method,
    String path,
    Scope scope,
    String accepts,
    Optional<Duration> timeout,
    Handler handler) {
  /** Media type of a NumPy file that clients exchange with the server. */
  static final String NPY = "application/x-npy";

  static final String JSON = "application/json";

  /** Handles a request; may throw the exceptions that {@link Problems} maps. */
  @FunctionalInterface
  interface Handler {
    CompletionStage<HttpResponse> handle(Request request);
  }

  static Endpoint get(String path, Handler handler) {
    return new Endpoint("GET", path, Scope.READ, JSON, Optional.empty(), handler);
  }

  /** Returns the endpoint of a {@code GET} whose response needs no waiting. */
  static Endpoint immediate(String path, Function<Request, HttpResponse> handler) {
    return get(path, request -> CompletableFuture.completedStage(handler.apply(request)));
  }

  static Endpoint post(String path, Handler handler) {
    return new Endpoint("POST", path, Scope.WRITE, JSON, Optional.empty(), handler);
  }

  /** Returns the endpoint of a {@code PUT} of a form with files. */
  static Endpoint upload(String path, Handler handler) {
    return new Endpoint("PUT", path, Scope.WRITE, "multipart/form-data", Optional.empty(), handler);
  }

  /** Returns the endpoint of a {@code PUT} of a NumPy file. */
  static Endpoint array(String path, Handler handler) {
    return new Endpoint("PUT", path, Scope.WRITE, NPY, Optional.empty(), handler);
  }

  static Endpoint delete(String path, Handler handler) {
    return new Endpoint("DELETE", path, Scope.WRITE, JSON, Optional.empty(), handler);
  }

  static Endpoint patch(String path, Handler handler) {
    return new Endpoint("PATCH", path, Scope.WRITE, JSON, Optional.empty(), handler);
  }

  Endpoint withTimeout(Duration longer) {
    return new Endpoint(method, path, scope, accepts, Optional.of(longer), handler);
  }

  Endpoint withScope(Scope needed) {
    return new Endpoint(method, path, needed, accepts, timeout, handler);
  }
}
