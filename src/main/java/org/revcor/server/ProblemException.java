package org.revcor.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;

/** A problem of a request, in the format of RFC 9457, which refuses the request if it is thrown. */
final class ProblemException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private static final String TYPE = "urn:revcor:problem:";
  private static final int UNAUTHENTICATED = 401;
  private static final int UNAVAILABLE = 503;

  /** Field of errors about a body that is not a JSON object. */
  private static final String BODY = "body";

  private final int status;
  private final String kind;
  private final String title;
  private final String detail;
  private final transient Map<String, Object> members;

  /**
   * @param kind last part of the type, {@code urn:revcor:problem:kind}
   */
  ProblemException(int status, String kind, String title, String detail) {
    this(status, kind, title, detail, Map.of());
  }

  /**
   * @param members further members, in order
   */
  private ProblemException(
      int status, String kind, String title, String detail, Map<String, Object> members) {
    super(detail);
    this.status = status;
    this.kind = kind;
    this.title = title;
    this.detail = detail;
    this.members = members;
  }

  int status() {
    return status;
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(400, "malformed", "The request cannot be read", detail);
  }

  static ProblemException unauthenticated(String detail) {
    return new ProblemException(
        UNAUTHENTICATED, "unauthenticated", "A valid token is required", detail);
  }

  static ProblemException forbidden(String detail) {
    return new ProblemException(403, "forbidden", "The token does not permit this", detail);
  }

  static ProblemException foreignOrigin(String detail) {
    return new ProblemException(
        403, "foreign-origin", "The request does not name this server", detail);
  }

  /** Returns the problem of a TorchScript file from another machine that nothing would confine. */
  static ProblemException unconfined(String file) {
    return new ProblemException(
        403,
        "unconfined",
        "Programs are not accepted",
        "%s is a TorchScript file, which is a program. This server accepts it from other machines only if it can confine networks; install bubblewrap on the server, or place the file in its observers folder"
            .formatted(file));
  }

  static ProblemException notFound(String detail) {
    return new ProblemException(404, "not-found", "Not found", detail);
  }

  static ProblemException methodNotAllowed(String method, String allowed) {
    return new ProblemException(
        405,
        "method-not-allowed",
        "Method not allowed",
        "the method is %s; it must be one of %s".formatted(method, allowed));
  }

  static ProblemException slow(Duration timeout) {
    return new ProblemException(
        408,
        "request-timeout",
        "The body did not arrive in time",
        "the body must arrive within %d seconds".formatted(timeout.toSeconds()));
  }

  static ProblemException conflict(String detail) {
    return new ProblemException(409, "conflict", "Conflict with the current state", detail);
  }

  static ProblemException tooLarge(long maxBytes) {
    return tooLarge("the body must have at most %d bytes".formatted(maxBytes));
  }

  static ProblemException tooLarge(String detail) {
    return new ProblemException(413, "too-large", "The body is too large", detail);
  }

  static ProblemException unsupportedMediaType(String given, String accepted) {
    return new ProblemException(
        415,
        "unsupported-media-type",
        "Unsupported media type",
        "the body is %s; it must be %s"
            .formatted(given.isEmpty() ? "without a media type" : given, accepted));
  }

  /** Returns the problem of invalid input, or of a body that cannot be read. */
  static ProblemException invalid(String what, InvalidInputException invalid) {
    String detail = String.valueOf(invalid.getMessage());
    ProblemException problem =
        invalid.field().equals(BODY)
            ? malformed(detail)
            : new ProblemException(422, "invalid-" + what, "Invalid " + what, detail);
    return problem.with(invalid);
  }

  static ProblemException invalidParameter(String name, String value, String expected) {
    InvalidInputException invalid = new InvalidInputException(name, value, expected);
    return malformed(String.valueOf(invalid.getMessage())).with(invalid);
  }

  private ProblemException with(InvalidInputException invalid) {
    return with("field", invalid.field())
        .with("value", invalid.value())
        .with("expected", invalid.expected());
  }

  /** Returns the problem of a failure that the log has. */
  static ProblemException internal() {
    return new ProblemException(500, "internal", "The server failed", "see the server's log");
  }

  static ProblemException unavailable(String detail) {
    return new ProblemException(UNAVAILABLE, "unavailable", "Unavailable", detail);
  }

  ProblemException with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new ProblemException(status, kind, title, detail, more);
  }

  HttpResponse response() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", TYPE + kind);
    json.put("title", title);
    json.put("status", status);
    json.put("detail", detail);
    json.putAll(members);
    HttpResponse response = HttpResponses.of(status, HttpResponses.PROBLEM, JsonBody.bytes(json));
    return switch (status) {
      case UNAUTHENTICATED -> response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer"));
      case UNAVAILABLE -> response.addHeader(RawHeader.create("Retry-After", "1"));
      default -> response;
    };
  }
}
