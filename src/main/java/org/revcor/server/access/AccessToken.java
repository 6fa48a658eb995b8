package org.revcor.server.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Digest;

/**
 * A token as it is stored, without its text.
 *
 * @param expires an ISO instant; null for a token that does not expire
 * @param digest SHA-256 of the text, see {@link TokenFile}
 */
public record AccessToken(
    String name, Scope scope, String created, @Nullable String expires, String digest) {

  public AccessToken {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(digest, "digest");
  }

  static String digestOf(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @JsonIgnore
  public boolean isExpired() {
    return expires != null && Instant.parse(expires).compareTo(Clock.systemUTC().instant()) <= 0;
  }

  /** Compares in a time that does not depend on where the digests differ. */
  boolean hasDigest(String other) {
    return MessageDigest.isEqual(
        digest.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
