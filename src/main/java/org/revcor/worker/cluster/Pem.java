package org.revcor.worker.cluster;

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
import org.revcor.file.WholeFile;

/** Keys and certificates as PEM files (RFC 7468). */
public final class Pem {
  private static final int LINE_LENGTH = 64;
  private static final String KEY = "PRIVATE KEY";
  private static final String CERTIFICATE = "CERTIFICATE";

  private Pem() {}

  static void write(Path file, Certificate certificate)
      throws IOException, GeneralSecurityException {
    Files.writeString(Files.createFile(file), text(CERTIFICATE, certificate.getEncoded()));
  }

  /** Writes a key as unencrypted PKCS #8 to a file that only its owner can read. */
  static void write(Path file, PrivateKey key) throws IOException {
    Files.writeString(
        Files.createFile(file, WholeFile.ownerOnly(file)), text(KEY, key.getEncoded()));
  }

  private static String text(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            label,
            Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(content),
            label);
  }

  static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

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

  /**
   * Reads an unencrypted key in PKCS #8.
   *
   * @param algorithm name of its algorithm, such as RSA
   */
  static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
    return key(Files.readAllBytes(file), algorithm);
  }

  /** Reads the content of a file with an unencrypted key in PKCS #8. */
  public static PrivateKey key(byte[] file, String algorithm) throws GeneralSecurityException {
    String base64 = new String(file, StandardCharsets.US_ASCII).replaceAll("-----[^\\n]*-----", "");
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    } catch (IllegalArgumentException noBase64) {
      throw new GeneralSecurityException(noBase64);
    }
  }
}
