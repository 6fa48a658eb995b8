package org.revcor.server.access;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.revcor.schema.Json;
import org.revcor.schema.JsonErrors;

public record TokenList(List<AccessToken> tokens) {
  public TokenList {
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads a list as {@link #bytes} writes it; empty bytes are an empty list.
   *
   * @throws IOException if it is damaged
   */
  public static TokenList read(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return new TokenList(List.of());
    }
    try {
      JsonNode tokens = Json.MAPPER.readTree(bytes).required("tokens");
      TokenList list = new TokenList(List.of(Json.MAPPER.treeToValue(tokens, AccessToken[].class)));
      for (AccessToken token : list.tokens()) {
        Instant.parse(token.expires() == null ? token.created() : token.expires());
        if (token.scope() == Scope.NONE) {
          throw new IOException("a token without a scope");
        }
      }
      return list;
    } catch (JacksonException damaged) {
      throw new IOException(JsonErrors.words(damaged), damaged);
    } catch (IllegalArgumentException | NullPointerException | DateTimeParseException damaged) {
      throw new IOException("not a list of tokens", damaged);
    }
  }

  byte[] bytes() {
    return Json.bytes(Map.of("tokens", tokens));
  }

  /** Returns the token with a text, which may have expired. Compares the text with all tokens. */
  public Optional<AccessToken> find(String text) {
    String digest = AccessToken.digestOf(text);
    return tokens.stream()
        .filter(token -> token.hasDigest(digest))
        .reduce((earlier, later) -> later);
  }

  Optional<AccessToken> named(String name) {
    return tokens.stream().filter(token -> token.name().equals(name)).findAny();
  }
}
