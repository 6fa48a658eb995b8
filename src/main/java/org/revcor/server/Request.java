package org.revcor.server;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.StageFailure;

/** A request to an endpoint. */
record Request(
    HttpRequest http, Map<String, String> variables, Caller caller, Materializer materializer) {
  private static final String JSON = "application/json";

  /** The longest time in which a body arrives that is in memory, or that is not used. */
  static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration ARRAY_TIMEOUT = Duration.ofSeconds(60);

  /** Returns a path variable of the endpoint's template. */
  String variable(String name) {
    return Objects.requireNonNull(variables.get(name));
  }

  String id() {
    return variable("id");
  }

  Optional<String> parameter(String name) {
    return http.getUri().query().get(name);
  }

  int parameter(String name, int defaultValue, int min, int max) {
    String expected = "a whole number from %d to %d".formatted(min, max);
    return number(name, defaultValue, min, max, Integer::valueOf, expected);
  }

  /** Returns an integer query parameter of 64 bits. */
  long parameter(String name, long defaultValue, long min, long max) {
    String expected = "a whole number from %d to %d".formatted(min, max);
    return number(name, defaultValue, min, max, Long::valueOf, expected);
  }

  double parameter(String name, double defaultValue, double min, double max) {
    String expected = "a number from %s to %s".formatted(plain(min), plain(max));
    return number(name, defaultValue, min, max, Double::valueOf, expected);
  }

  private <N extends Number> N number(
      String name, N defaultValue, N min, N max, Function<String, N> parse, String expected) {
    Optional<String> given = parameter(name);
    if (given.isEmpty()) {
      return defaultValue;
    }
    try {
      N value = parse.apply(given.get());
      if (value.doubleValue() >= min.doubleValue() && value.doubleValue() <= max.doubleValue()) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      // rejected below, like a number out of range
    }
    throw ProblemException.invalidParameter(name, given.get(), expected);
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  String parameter(String name, String defaultValue, List<String> allowed) {
    String given = parameter(name).orElse(defaultValue);
    if (!allowed.contains(given)) {
      throw ProblemException.invalidParameter(
          name, given, "one of " + String.join(", ", allowed) + Spelling.hint(given, allowed));
    }
    return given;
  }

  /** Returns a query parameter that is {@code true} or {@code false}. */
  boolean parameter(String name, boolean defaultValue) {
    return Boolean.parseBoolean(
        parameter(name, String.valueOf(defaultValue), List.of("true", "false")));
  }

  /** Returns a query parameter with the word of one of the constants; empty if it is not given. */
  <E extends Enum<E>> Optional<E> parameter(String name, E[] values) {
    List<String> words = Stream.of(values).map(Spelling::word).toList();
    return parameter(name).map(given -> values[words.indexOf(parameter(name, given, words))]);
  }

  boolean hasBody() {
    return !http.entity().isKnownEmpty();
  }

  /** Returns whether the body has a media type, such as {@code application/json}. */
  boolean hasBodyType(String mediaType) {
    MediaType type = http.entity().getContentType().mediaType();
    return mediaType.equals(type.mainType() + "/" + type.subType());
  }

  /** Returns the content type of the body; empty without a body. */
  String bodyType() {
    return hasBody() ? http.entity().getContentType().toString() : "";
  }

  /**
   * Returns the body, which must be JSON.
   *
   * @throws ProblemException if there is no body, and no content type of JSON
   */
  CompletionStage<String> json() {
    if (!hasBody() && !hasBodyType(JSON)) {
      throw ProblemException.unsupportedMediaType("", JSON);
    }
    return body();
  }

  /**
   * Requires a declared size of the body up to a maximum. None of it is read yet, so all of it can
   * be received before the response.
   *
   * @throws ProblemException if it is larger
   */
  void requireSize(long max) {
    if (http.entity().getContentLengthOption().orElse(0) > max) {
      throw ProblemException.tooLarge(max);
    }
  }

  /** Returns the body as text. It has at most 1 MiB. */
  CompletionStage<String> body() {
    return received(http.entity(), BODY_TIMEOUT).thenApply(data -> text(data.asByteBuffer()));
  }

  /**
   * Returns the body as bytes.
   *
   * @param max maximum number of bytes
   */
  CompletionStage<byte[]> bytes(long max) {
    return received(http.entity().withSizeLimit(max), ARRAY_TIMEOUT)
        .thenApply(ByteString::toArrayUnsafe);
  }

  private CompletionStage<ByteString> received(HttpEntity entity, Duration timeout) {
    return entity
        .toStrict(timeout.toMillis(), Long.MAX_VALUE, materializer)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedStage(
                    StageFailure.of(failure) instanceof TimeoutException
                        ? ProblemException.slow(timeout)
                        : failure))
        .thenApply(HttpEntity.Strict::getData);
  }

  private static String text(ByteBuffer utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw ProblemException.malformed("the body is not UTF-8");
    }
  }
}
