package org.revcor.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.revcor.server.RevcorServer.ServerStartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate of the server, which is read again when its files change. Thread-safe. */
final class CurrentCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentCertificate.class);
  private static final Duration WARNING_TIME = Duration.ofDays(14);

  private final Path file;
  private final Reloaded<ServerCertificate> certificate;
  private final InstantSource clock;
  private Optional<String> logged = Optional.empty();

  private CurrentCertificate(
      Path file, Reloaded<ServerCertificate> certificate, InstantSource clock) {
    this.file = file;
    this.certificate = certificate;
    this.clock = clock;
  }

  /**
   * Reads the certificate and its key.
   *
   * @throws ServerStartException if they cannot be used
   */
  static CurrentCertificate read(HttpSettings.Tls files, InstantSource clock) {
    try {
      return new CurrentCertificate(
          files.certificate(),
          new Reloaded<>(List.of(files.certificate(), files.key()), ServerCertificate::read),
          clock);
    } catch (IOException | GeneralSecurityException unusable) {
      throw new ServerStartException(
          "the certificate %s with the key %s cannot be used: %s"
              .formatted(files.certificate(), files.key(), Reloaded.reason(unusable)),
          unusable);
    }
  }

  /** Returns what encrypts a new connection. */
  SSLEngine engine() {
    return certificate.value().engine();
  }

  /** Returns that the certificate has expired, or will soon. */
  Optional<String> warning() {
    Instant end = certificate.value().expires();
    Instant now = clock.instant();
    if (end.compareTo(now.plus(WARNING_TIME)) > 0) {
      return Optional.empty();
    }
    return Optional.of(
        "the certificate %s %s at %s; renew it"
            .formatted(file, end.compareTo(now) <= 0 ? "expired" : "expires", end));
  }

  /** Reads changed files, and logs a warning that is new. Blocks. */
  synchronized void reload() {
    certificate.reload();
    Optional<String> warning = warning();
    if (!warning.equals(logged)) {
      logged = warning;
      warning.ifPresent(LOG::warn);
    }
  }
}
