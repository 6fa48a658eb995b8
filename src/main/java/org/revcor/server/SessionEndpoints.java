package org.revcor.server;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.revcor.server.access.Scope;

/** Endpoints that log a browser in and out, and report who sends a request. */
record SessionEndpoints(Access access) {
  private static final String PATH = "/api/v1/session";

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.immediate(PATH, request -> response(request.caller())).withScope(Scope.NONE),
        Endpoint.post(PATH, this::logIn).withScope(Scope.NONE),
        Endpoint.delete(PATH, this::logOut).withScope(Scope.NONE));
  }

  private CompletionStage<HttpResponse> logIn(Request request) {
    return request
        .json()
        .thenApply(
            body -> {
              String token = JsonBody.section(body, "token").anyText("token");
              return response(access.caller(token)).addHeader(cookie(request, token, ""));
            });
  }

  private CompletionStage<HttpResponse> logOut(Request request) {
    return CompletableFuture.completedStage(
        HttpResponses.noContent().addHeader(cookie(request, "", "; Max-Age=0")));
  }

  private static HttpResponse response(Caller caller) {
    return HttpResponses.json(200, caller);
  }

  /** Returns the cookie of a browser session; a page over HTTPS gets one for HTTPS only. */
  private static HttpHeader cookie(Request request, String token, String more) {
    boolean isSecure =
        request.http().getUri().getScheme().equals("https")
            || request
                .http()
                .getHeader("Origin")
                .filter(origin -> origin.value().startsWith("https:"))
                .isPresent();
    return RawHeader.create(
        "Set-Cookie",
        "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s"
            .formatted(Access.COOKIE, token, isSecure ? "; Secure" : "", more));
  }
}
