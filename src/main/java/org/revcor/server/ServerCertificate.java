package org.revcor.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.server.Settings.HttpSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate of the server, which is read again when its files change. Thread-safe. */
final class ServerCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
  private static final Duration WARNING_TIME = Duration.ofDays(14);

  private final Path file;
  private final Reloaded<Pair> certificate;
  private final InstantSource clock;
  private Optional<String> logged = Optional.empty();

  private ServerCertificate(Path file, Reloaded<Pair> certificate, InstantSource clock) {
    this.file = file;
    this.certificate = certificate;
    this.clock = clock;
  }

  /**
   * Reads the certificate and its key.
   *
   * @throws ServerStartException if they cannot be used
   */
  static ServerCertificate read(HttpSettings.Tls files, InstantSource clock) {
    try {
      return new ServerCertificate(
          files.certificate(),
          new Reloaded<>(List.of(files.certificate(), files.key()), Pair::read),
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

  /** The certificate and its key. */
  record Pair(SSLContext context, Instant expires) {
    private static final char[] NO_PASSWORD = {};

    /**
     * Reads PEM files.
     *
     * @throws GeneralSecurityException if one is invalid, or the key is of another certificate
     */
    static Pair read(List<byte[]> files) throws IOException, GeneralSecurityException {
      X509Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(files.getFirst()))
              .toArray(X509Certificate[]::new);
      if (chain.length == 0) {
        throw new GeneralSecurityException("the file of the certificate is missing or has none");
      }
      if (files.getLast().length == 0) {
        throw new GeneralSecurityException("the file of the key is missing or empty");
      }
      PrivateKey key = Pem.key(files.getLast(), chain[0].getPublicKey().getAlgorithm());
      requirePair(chain[0], key);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("server", key, NO_PASSWORD, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new Pair(context, chain[0].getNotAfter().toInstant());
    }

    /** While a certificate is renewed, its file and that of the key differ for a moment. */
    private static void requirePair(Certificate certificate, PrivateKey key)
        throws GeneralSecurityException {
      Signature signature =
          Signature.getInstance(
              switch (certificate.getPublicKey().getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                case String other -> other;
              });
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      if (!signature.verify(signed)) {
        throw new GeneralSecurityException("the key is of another certificate");
      }
    }

    /** Returns what encrypts a new connection. */
    SSLEngine engine() {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      return engine;
    }
  }
}
