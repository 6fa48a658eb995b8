package org.revcor.server;

import java.util.List;
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
        Endpoint.immediate("/python/", request -> HttpResponses.html(PAGE)).withScope(Scope.NONE),
        Endpoint.immediate("/python/{file}", this::wheel).withScope(Scope.NONE));
  }

  private HttpResponse wheel(Request request) {
    String file = request.variable("file");
    if (!file.equals(PythonWheel.NAME)) {
      throw ProblemException.notFound(
          "/python/%s does not exist; the wheel is /python/%s".formatted(file, PythonWheel.NAME));
    }
    return HttpResponses.of(200, HttpResponses.ZIP, PythonWheel.bytes());
  }
}
