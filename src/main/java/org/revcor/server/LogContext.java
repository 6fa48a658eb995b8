package org.revcor.server;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import org.revcor.server.access.TokenFile;
import org.slf4j.MDC;

/**
 * The id of a request, which is a header of its response; and the fields of log lines, which belong
 * to a thread and are kept where work continues on others.
 */
final class LogContext {
  static final String ID_HEADER = "X-Request-Id";

  static final String ID_FIELD = "request";

  /** Ids of clients and proxies; others could be long, or change the meaning of a line. */
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final AttributeKey<String> ATTRIBUTE =
      AttributeKey.create("revcor-request-id", String.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 8;

  private LogContext() {}

  static HttpRequest mark(HttpRequest request) {
    return request.addAttribute(
        ATTRIBUTE,
        request
            .getHeader(ID_HEADER)
            .map(HttpHeader::value)
            .filter(id -> VALID.matcher(id).matches() && TokenFile.withoutTokens(id).equals(id))
            .orElseGet(LogContext::newId));
  }

  static String newId() {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  static String id(HttpRequest request) {
    return request.getAttribute(ATTRIBUTE).orElseThrow();
  }

  /** Returns the id of the request that this thread handles now. */
  static Optional<String> currentId() {
    return Optional.ofNullable(MDC.get(ID_FIELD));
  }

  static HttpResponse mark(HttpResponse response, String id) {
    return response.addHeader(RawHeader.create(ID_HEADER, id));
  }

  /** Does a part of a request; lines of the log that it writes have the id. */
  static <T> T handle(HttpRequest request, Supplier<T> part) {
    return with(Map.of(ID_FIELD, id(request)), part);
  }

  /** Returns an executor whose tasks have the fields of the threads that submit them. */
  static Executor keep(Executor threads) {
    return task -> {
      Map<String, String> fields = MDC.getCopyOfContextMap();
      threads.execute(
          () ->
              with(
                  fields,
                  () -> {
                    task.run();
                    return task;
                  }));
    };
  }

  /** Returns a stage like the given one, whose dependents have the fields of this thread. */
  static <T> CompletionStage<T> keep(CompletionStage<T> stage) {
    Map<String, String> fields = MDC.getCopyOfContextMap();
    CompletableFuture<T> kept = new CompletableFuture<>();
    stage.whenComplete(
        (value, failure) ->
            with(
                fields,
                () ->
                    failure == null ? kept.complete(value) : kept.completeExceptionally(failure)));
    return kept;
  }

  /**
   * Does a part of the work with fields.
   *
   * @param fields null for none
   */
  static <T> T with(@Nullable Map<String, String> fields, Supplier<T> part) {
    Map<String, String> earlier = MDC.getCopyOfContextMap();
    set(fields);
    try {
      return part.get();
    } finally {
      set(earlier);
    }
  }

  private static void set(@Nullable Map<String, String> fields) {
    if (fields == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(fields);
    }
  }
}
