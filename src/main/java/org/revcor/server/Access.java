package org.revcor.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Cookie;
import org.revcor.file.WholeFile;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.server.access.AccessToken;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;
import org.revcor.server.access.TokenList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who sends a request, by the token in a header or a cookie. Thread-safe. */
final class Access {
  /** Cookie of the dashboard with the token; scripts of pages cannot read it. */
  static final String COOKIE = "revcor-token";

  private static final Logger LOG = LoggerFactory.getLogger(Access.class);
  private static final String FIRST = "admin";
  private static final String BEARER = "bearer ";

  private final TokenFile file;
  private final boolean isRequired;
  private volatile TokenList tokens;
  private String problem = "";

  /**
   * @param isRequired whether a request without a token may only do what needs none
   */
  Access(TokenFile file, boolean isRequired) throws IOException {
    this.file = file;
    this.isRequired = isRequired;
    this.tokens = file.read();
  }

  /**
   * Reads the tokens. If they are required and none exists, it creates one of an administrator.
   *
   * @throws ServerStartException if they cannot be read
   */
  static Access of(Settings settings) {
    TokenFile file = new TokenFile(settings.folders().data());
    try {
      if (settings.requiresTokens() && file.read().tokens().isEmpty()) {
        createFirst(file, settings.folders().data().resolve(FIRST + "-token"));
      }
      return new Access(file, settings.requiresTokens());
    } catch (IOException unusable) {
      throw new ServerStartException(
          "the tokens in %s cannot be used (%s)".formatted(file.path(), reason(unusable)),
          unusable);
    }
  }

  private static String reason(IOException unusable) {
    return unusable instanceof AccessDeniedException
        ? "it is not readable by this user"
        : String.valueOf(unusable.getMessage());
  }

  private static void createFirst(TokenFile file, Path text) throws IOException {
    String token = file.create(FIRST, Scope.ADMIN, Optional.empty());
    try {
      WholeFile.writePrivate(text, (token + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException unwritten) {
      file.revoke(FIRST); // nobody would have its text
      throw unwritten;
    }
    LOG.warn(
        "created the first token, {} of scope admin; {} has it: copy it, then delete the file",
        FIRST,
        text);
  }

  /** Reads the tokens again. Those of a file that cannot be read remain valid. Blocks. */
  synchronized void reload() {
    try {
      tokens = file.read();
      problem = "";
    } catch (IOException unusable) {
      if (!reason(unusable).equals(problem)) {
        problem = reason(unusable);
        LOG.warn("{} cannot be used, so the earlier tokens remain valid: {}", file.path(), problem);
      }
    }
  }

  /**
   * Returns who sends a request.
   *
   * @throws ProblemException if the header has a token that is not valid
   */
  Caller caller(HttpRequest request) {
    Optional<String> header = bearer(request);
    if (header.isPresent()) {
      return caller(header.get());
    }
    return cookie(request)
        .flatMap(tokens::find)
        .filter(token -> !token.isExpired())
        .map(Caller::of)
        .orElse(isRequired ? Caller.UNKNOWN : Caller.LOCAL);
  }

  /** Returns whether who sent a request may still do what needs a scope; tokens can expire. */
  boolean permits(HttpRequest request, Scope needed) {
    try {
      return caller(request).scope().includes(needed);
    } catch (ProblemException expired) {
      return false;
    }
  }

  /**
   * Returns who has a token.
   *
   * @throws ProblemException if it is not valid
   */
  Caller caller(String text) {
    AccessToken token =
        tokens
            .find(text)
            .orElseThrow(
                () -> ProblemException.unauthenticated("the token is unknown or was revoked"));
    if (token.isExpired()) {
      throw ProblemException.unauthenticated(
          "the token %s expired at %s".formatted(token.name(), token.expires()));
    }
    return Caller.of(token);
  }

  private static Optional<String> bearer(HttpRequest request) {
    return request
        .getHeader("Authorization")
        .map(HttpHeader::value)
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  private static Optional<String> cookie(HttpRequest request) {
    for (HttpHeader header : request.getHeaders()) {
      if (header instanceof Cookie cookies) {
        for (var cookie : cookies.getCookies()) {
          if (cookie.name().equals(COOKIE)) {
            return Optional.of(cookie.value());
          }
        }
      }
    }
    return Optional.empty();
  }
}
