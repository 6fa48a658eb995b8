package org.revcor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.revcor.InvalidInputException;

/** Creates the TLS context of a client that trusts the authorities in a file, and no others. */
final class TrustedAuthority {
  private TrustedAuthority() {}

  /**
   * @param option name of the option with the file
   * @param file PEM file with one or more certificates
   * @throws InvalidInputException if it cannot be read
   */
  static SSLContext of(String option, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
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
    } catch (IOException | GeneralSecurityException unusable) {
      throw new InvalidInputException(
          option, file.toString(), "a readable PEM file with a certificate, such as ca.crt");
    }
  }
}
