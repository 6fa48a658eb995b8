package org.revcor.server;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One method of one path.
 *
 * @param method in capitals
 */
record Endpoint(String method, Template path, Handler handler) {

  /** Answers a request; may throw what {@link Problems} knows. */
  @FunctionalInterface
  interface Handler {
    CompletionStage<HttpResponse> answer(Request request);
  }

  static Endpoint get(String path, Handler handler) {
    return new Endpoint("GET", Template.of(path), handler);
  }

  static Endpoint post(String path, Handler handler) {
    return new Endpoint("POST", Template.of(path), handler);
  }

  static Endpoint delete(String path, Handler handler) {
    return new Endpoint("DELETE", Template.of(path), handler);
  }
}
