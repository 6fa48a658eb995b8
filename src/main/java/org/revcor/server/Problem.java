package org.revcor.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.InvalidInputException;

/**
 * Why a request was refused, as RFC 9457 has it.
 *
 * @param kind last part of the type, {@code urn:revcor:problem:kind}
 * @param members further members, in their order
 */
record Problem(int status, String kind, String title, String detail, Map<String, Object> members) {
  private static final String TYPE = "urn:revcor:problem:";

  Problem(int status, String kind, String title, String detail) {
    this(status, kind, title, detail, Map.of());
  }

  static Problem malformed(String detail) {
    return new Problem(400, "malformed", "The request cannot be read", detail);
  }

  static Problem foreignOrigin(String detail) {
    return new Problem(403, "foreign-origin", "The request does not name this server", detail);
  }

  static Problem notFound(String detail) {
    return new Problem(404, "not-found", "There is nothing here", detail);
  }

  static Problem methodNotAllowed(String method, String allowed) {
    return new Problem(
        405,
        "method-not-allowed",
        "The method does not apply",
        "%s is not one of %s".formatted(method, allowed));
  }

  static Problem conflict(String detail) {
    return new Problem(409, "conflict", "Not possible as things stand", detail);
  }

  static Problem tooLarge(long most) {
    return new Problem(
        413, "too-large", "The body is too large", "a body may have %d bytes".formatted(most));
  }

  static Problem unsupportedMediaType(String given, String accepted) {
    return new Problem(
        415,
        "unsupported-media-type",
        "The body is of another type",
        "the body is %s; it must be %s"
            .formatted(given.isEmpty() ? "of no stated type" : given, accepted));
  }

  /** An observer that was brought cannot be used. */
  static Problem invalidObserver(InvalidInputException invalid) {
    return invalid("observer", "The observer cannot be used", invalid);
  }

  /** An analysis that was asked for cannot be made. */
  static Problem invalidAnalysis(InvalidInputException invalid) {
    return invalid("analysis", "The analysis cannot be made", invalid);
  }

  private static Problem invalid(String what, String title, InvalidInputException invalid) {
    return new Problem(422, "invalid-" + what, title, String.valueOf(invalid.getMessage()))
        .with("field", invalid.field())
        .with("value", invalid.value())
        .with("expected", invalid.expected());
  }

  static Problem internal() {
    return new Problem(500, "internal", "The server failed", "the server's log tells why");
  }

  static Problem unavailable(String detail) {
    return new Problem(503, "unavailable", "Not ready", detail);
  }

  Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new Problem(status, kind, title, detail, more);
  }

  HttpResponse response() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", TYPE + kind);
    json.put("title", title);
    json.put("status", status);
    json.put("detail", detail);
    json.putAll(members);
    return HttpResponses.of(status, HttpResponses.PROBLEM, Json.bytes(json));
  }
}
