package org.revcor.server;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.revcor.server.access.TokenFile;
import org.slf4j.MDC;

/** The id of a request: a header of its response, and a field of the logs. */
final class RequestId {
  static final String HEADER = "X-Request-Id";

  /** Field of lines in the log. */
  static final String FIELD = "request";

  /** Ids of clients and proxies; others could be long, or change the meaning of a line. */
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final AttributeKey<String> ATTRIBUTE =
      AttributeKey.create("revcor-request-id", String.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 8;

  private RequestId() {}

  /** Returns the request with the id that its header has, or with a new one. */
  static HttpRequest mark(HttpRequest request) {
    return request.addAttribute(
        ATTRIBUTE,
        request
            .getHeader(HEADER)
            .map(HttpHeader::value)
            .filter(id -> VALID.matcher(id).matches() && TokenFile.withoutTokens(id).equals(id))
            .orElseGet(RequestId::create));
  }

  /** Returns a new id. */
  static String create() {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  static String of(HttpRequest request) {
    return request.getAttribute(ATTRIBUTE).orElseThrow();
  }

  /** Returns the id of the request that this thread handles now. */
  static Optional<String> current() {
    return Optional.ofNullable(MDC.get(FIELD));
  }

  static HttpResponse mark(HttpResponse response, String id) {
    return response.addHeader(RawHeader.create(HEADER, id));
  }

  /** Does a part of a request; lines of the log that it writes have the id. */
  static <T> T handle(HttpRequest request, Supplier<T> part) {
    return LogContext.with(Map.of(FIELD, of(request)), part);
  }
}
