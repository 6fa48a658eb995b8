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
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.stream.Materializer;
import org.revcor.Spelling;

/**
 * A request that has found its endpoint.
 *
 * @param variables of the path
 */
record Request(HttpRequest http, Map<String, String> variables, Materializer materializer) {
  private static final String JSON = "application/json";
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

  /** A variable of the path; it must stand in the endpoint's template. */
  String variable(String name) {
    return Objects.requireNonNull(variables.get(name));
  }

  Optional<String> parameter(String name) {
    return http.getUri().query().get(name);
  }

  /** A whole number of the query. */
  int parameter(String name, int standard, int least, int most) {
    Optional<String> given = parameter(name);
    if (given.isEmpty()) {
      return standard;
    }
    try {
      int value = Integer.parseInt(given.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notWhole) {
      // refused below, as a number out of range is
    }
    throw refused(name, given.get(), "a whole number from %d to %d".formatted(least, most));
  }

  /** A number of the query. */
  double parameter(String name, double standard, double least, double most) {
    Optional<String> given = parameter(name);
    if (given.isEmpty()) {
      return standard;
    }
    try {
      double value = Double.parseDouble(given.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      // refused below, as a number out of range is
    }
    throw refused(name, given.get(), "a number from %s to %s".formatted(plain(least), plain(most)));
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** A word of the query, one of those allowed. */
  String parameter(String name, String standard, List<String> allowed) {
    String given = parameter(name).orElse(standard);
    if (!allowed.contains(given)) {
      throw refused(
          name, given, "one of " + String.join(", ", allowed) + Spelling.hint(given, allowed));
    }
    return given;
  }

  boolean hasBody() {
    return !http.entity().isKnownEmpty();
  }

  /** Whether the body says that it is of a media type, such as {@code application/json}. */
  boolean bodyIs(String mediaType) {
    MediaType type = http.entity().getContentType().mediaType();
    return mediaType.equals(type.mainType() + "/" + type.subType());
  }

  /** What the body says it is; empty if it says nothing. */
  String bodyType() {
    return hasBody() ? http.entity().getContentType().toString() : "";
  }

  /**
   * The whole body, where JSON must be there.
   *
   * @throws RefusedException if there is none, and nothing says that it would be JSON
   */
  CompletionStage<String> json() {
    if (!hasBody() && !bodyIs(JSON)) {
      throw new RefusedException(Problem.unsupportedMediaType("", JSON));
    }
    return body();
  }

  /** The whole body as text. */
  CompletionStage<String> body() {
    return http.entity()
        .toStrict(BODY_TIMEOUT.toMillis(), materializer)
        .thenApply(strict -> text(strict.getData().asByteBuffer()));
  }

  private static String text(ByteBuffer utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(Problem.malformed("the body is not UTF-8"));
    }
  }

  private static RefusedException refused(String name, String value, String expected) {
    return new RefusedException(
        Problem.malformed("%s is %s; it must be %s".formatted(name, value, expected))
            .with("field", name)
            .with("value", value)
            .with("expected", expected));
  }
}
