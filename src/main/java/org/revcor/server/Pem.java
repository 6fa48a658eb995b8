package org.revcor.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reads keys and certificates of PEM files (RFC 7468). */
public final class Pem {
  private Pem() {}

  /**
   * Returns what verifies a server by the authorities in a file, and no others.
   *
   * @throws GeneralSecurityException if the file has no valid certificate
   */
  public static SSLContext trust(Path file) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("authority-" + trusted.size(), authority);
      }
    }
    if (trusted.size() == 0) {
      throw new GeneralSecurityException("no certificate");
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** Reads the content of a file with an unencrypted key in PKCS #8. */
  static PrivateKey key(byte[] file, String algorithm) throws GeneralSecurityException {
    String base64 = new String(file, StandardCharsets.US_ASCII).replaceAll("-----[^\\n]*-----", "");
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    } catch (IllegalArgumentException | GeneralSecurityException unusable) {
      throw new GeneralSecurityException(
          "the key is not an unencrypted PEM file in PKCS #8 for a certificate with " + algorithm,
          unusable);
    }
  }
}
