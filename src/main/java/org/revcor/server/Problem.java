package org.revcor.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.revcor.InvalidInputException;

/**
 * A problem of a request, in the format of RFC 9457.
 *
 * @param kind last part of the type, {@code urn:revcor:problem:kind}
 * @param members further members, in order
 */
record Problem(int status, String kind, String title, String detail, Map<String, Object> members) {
  private static final String TYPE = "urn:revcor:problem:";
  private static final int UNAUTHENTICATED = 401;
  private static final int UNAVAILABLE = 503;

  private static final int TOO_MANY = 429;

  /** In seconds. */
  private static final String RETRY_AFTER = "Retry-After";

  private static final String RETRY_SECONDS = "retrySeconds";

  Problem(int status, String kind, String title, String detail) {
    this(status, kind, title, detail, Map.of());
  }

  static Problem malformed(String detail) {
    return new Problem(400, "malformed", "The request cannot be read", detail);
  }

  static Problem unauthenticated(String detail) {
    return new Problem(UNAUTHENTICATED, "unauthenticated", "A valid token is required", detail);
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "forbidden", "The token does not permit this", detail);
  }

  static Problem foreignOrigin(String detail) {
    return new Problem(403, "foreign-origin", "The request does not name this server", detail);
  }

  /** Returns the problem of a TorchScript file from another machine that nothing would confine. */
  static Problem unconfined(String file) {
    return new Problem(
        403,
        "unconfined",
        "Programs are not accepted",
        "%s is a TorchScript file, which is a program. This server accepts it from other machines only if it can confine networks; install bubblewrap on the server, or place the file in its observers folder"
            .formatted(file));
  }

  static Problem notFound(String detail) {
    return new Problem(404, "not-found", "Not found", detail);
  }

  static Problem methodNotAllowed(String method, String allowed) {
    return new Problem(
        405,
        "method-not-allowed",
        "Method not allowed",
        "the method is %s; it must be one of %s".formatted(method, allowed));
  }

  static Problem slow(Duration timeout) {
    return new Problem(
        408,
        "request-timeout",
        "The body did not arrive in time",
        "the body must arrive within %d seconds".formatted(timeout.toSeconds()));
  }

  static Problem conflict(String detail) {
    return new Problem(409, "conflict", "Conflict with the current state", detail);
  }

  static Problem tooLarge(long maxBytes) {
    return tooLarge("the body must have at most %d bytes".formatted(maxBytes));
  }

  static Problem tooLarge(String detail) {
    return new Problem(413, "too-large", "The body is too large", detail);
  }

  static Problem unsupportedMediaType(String given, String accepted) {
    return new Problem(
        415,
        "unsupported-media-type",
        "Unsupported media type",
        "the body is %s; it must be %s"
            .formatted(given.isEmpty() ? "without a media type" : given, accepted));
  }

  /** Returns the problem of an invalid uploaded observer. */
  static Problem invalidObserver(InvalidInputException invalid) {
    return invalid("observer", "Invalid observer", invalid);
  }

  /** Returns the problem of an invalid requested analysis. */
  static Problem invalidAnalysis(InvalidInputException invalid) {
    return invalid("analysis", "Invalid analysis", invalid);
  }

  private static Problem invalid(String what, String title, InvalidInputException invalid) {
    return new Problem(422, "invalid-" + what, title, String.valueOf(invalid.getMessage()))
        .with("field", invalid.field())
        .with("value", invalid.value())
        .with("expected", invalid.expected());
  }

  /**
   * Returns the problem of a request that exceeds a limit of its token.
   *
   * @param wait time after which it may succeed
   */
  static Problem limitReached(String detail, Duration wait) {
    return new Problem(TOO_MANY, "limit-reached", "A limit of the token is reached", detail)
        .with(RETRY_SECONDS, Math.max(1, (wait.toMillis() + 999) / 1_000));
  }

  static Problem internal() {
    return new Problem(500, "internal", "The server failed", "see the server's log");
  }

  static Problem unavailable(String detail) {
    return new Problem(UNAVAILABLE, "unavailable", "Unavailable", detail);
  }

  static Problem tooManyConnections(int max) {
    return unavailable(
        "%d connections are open, the maximum; try again, or increase the setting http.most-connections"
            .formatted(max));
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
    HttpResponse response = HttpResponses.of(status, HttpResponses.PROBLEM, JsonBody.bytes(json));
    return switch (status) {
      case UNAUTHENTICATED -> response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer"));
      case UNAVAILABLE -> response.addHeader(RawHeader.create(RETRY_AFTER, "1"));
      case TOO_MANY ->
          response.addHeader(
              RawHeader.create(RETRY_AFTER, String.valueOf(members.get(RETRY_SECONDS))));
      default -> response;
    };
  }
}
