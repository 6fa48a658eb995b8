package org.revcor.server;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * An HTTP method of a path, with its handler.
 *
 * @param method in upper case
 * @param accepts required media type of a body
 */
record Endpoint(String method, Template path, String accepts, Handler handler) {
  private static final String JSON = "application/json";

  /** Handles a request; may throw the exceptions that {@link Problems} maps. */
  @FunctionalInterface
  interface Handler {
    CompletionStage<HttpResponse> handle(Request request);
  }

  static Endpoint get(String path, Handler handler) {
    return new Endpoint("GET", Template.of(path), JSON, handler);
  }

  static Endpoint post(String path, Handler handler) {
    return new Endpoint("POST", Template.of(path), JSON, handler);
  }

  /** A {@code PUT} of a form with files. */
  static Endpoint upload(String path, Handler handler) {
    return new Endpoint("PUT", Template.of(path), "multipart/form-data", handler);
  }

  /** A {@code POST} of a zip. */
  static Endpoint archive(String path, Handler handler) {
    return new Endpoint("POST", Template.of(path), "application/zip", handler);
  }

  static Endpoint delete(String path, Handler handler) {
    return new Endpoint("DELETE", Template.of(path), JSON, handler);
  }
}
