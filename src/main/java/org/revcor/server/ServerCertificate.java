package org.revcor.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.server.Settings.HttpSettings;

/**
 * The certificate of the server.
 *
 * @param context what encrypts connections with it
 */
record ServerCertificate(Path file, SSLContext context, Instant expires) {
  private static final Duration WARNING_TIME = Duration.ofDays(14);
  private static final char[] NO_PASSWORD = {};

  /**
   * Reads the certificate and its key.
   *
   * @throws ServerStartException if they cannot be used
   */
  static ServerCertificate read(HttpSettings.Tls files) {
    try {
      return read(
          files.certificate(),
          Files.readAllBytes(files.certificate()),
          Files.readAllBytes(files.key()));
    } catch (IOException | GeneralSecurityException unusable) {
      throw new ServerStartException(
          "the certificate %s with the key %s cannot be used: %s"
              .formatted(files.certificate(), files.key(), reason(unusable)),
          unusable);
    }
  }

  private static String reason(Exception unusable) {
    return switch (unusable) {
      case AccessDeniedException denied -> denied.getFile() + " is not readable by this user";
      case NoSuchFileException missing -> missing.getFile() + " is missing";
      default -> String.valueOf(unusable.getMessage());
    };
  }

  /** Returns that the certificate has expired at a time, or will soon. */
  Optional<String> warning(Instant now) {
    return expires.compareTo(now.plus(WARNING_TIME)) > 0
        ? Optional.empty()
        : Optional.of(
            "the certificate %s %s at %s; renew it"
                .formatted(file, expires.compareTo(now) > 0 ? "expires" : "expired", expires));
  }

  /**
   * Reads PEM files.
   *
   * @throws GeneralSecurityException if one is invalid, or the key is of another certificate
   */
  static ServerCertificate read(Path file, byte[] certificate, byte[] keyFile)
      throws IOException, GeneralSecurityException {
    X509Certificate[] chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(certificate))
            .toArray(X509Certificate[]::new);
    if (chain.length == 0) {
      throw new GeneralSecurityException("the file has no certificate");
    }
    PrivateKey key = Pem.key(keyFile, chain[0].getPublicKey().getAlgorithm());
    requirePair(chain[0], key);
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("server", key, NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return new ServerCertificate(file, context, chain[0].getNotAfter().toInstant());
  }

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
}
