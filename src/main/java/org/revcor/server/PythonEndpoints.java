package org.revcor.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.server.access.Scope;

/** Endpoints of the Python client: a page with a link, as pip reads it, and the wheel. */
final class PythonEndpoints {
  private static final String PAGE =
      """
      <!doctype html>
      <title>Revcor for Python</title>
      <a href="/python/%1$s">%1$s</a>
      """
          .formatted(PythonWheel.NAME);

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/python/",
                request ->
                    done(
                        HttpResponses.of(
                            200,
                            ContentTypes.TEXT_HTML_UTF8,
                            PAGE.getBytes(StandardCharsets.UTF_8))))
            .withScope(Scope.NONE),
        Endpoint.get("/python/{file}", this::wheel).withScope(Scope.NONE));
  }

  private CompletionStage<HttpResponse> wheel(Request request) {
    String file = request.variable("file");
    if (!file.equals(PythonWheel.NAME)) {
      throw ProblemException.notFound(
          "/python/%s does not exist; the wheel is /python/%s".formatted(file, PythonWheel.NAME));
    }
    return done(HttpResponses.of(200, HttpResponses.ZIP, PythonWheel.bytes()));
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedStage(response);
  }
}
