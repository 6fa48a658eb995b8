package org.revcor.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.revcor.worker.cluster.Pem;

/** The certificate of the server and its key, for TLS. */
final class ServerCertificate {
  private static final char[] NO_PASSWORD = {};

  private final SSLContext context;
  private final Instant expires;

  private ServerCertificate(SSLContext context, Instant expires) {
    this.context = context;
    this.expires = expires;
  }

  /**
   * Reads PEM files.
   *
   * @param files the certificate, followed by those of its authorities; and its unencrypted key
   * @throws GeneralSecurityException if one is invalid, or the key is of another certificate
   */
  static ServerCertificate read(List<byte[]> files) throws IOException, GeneralSecurityException {
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
    PrivateKey key = key(files.getLast(), chain[0].getPublicKey().getAlgorithm());
    requirePair(chain[0], key);
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("server", key, NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return new ServerCertificate(context, chain[0].getNotAfter().toInstant());
  }

  private static PrivateKey key(byte[] file, String algorithm) throws GeneralSecurityException {
    try {
      return Pem.key(file, algorithm);
    } catch (GeneralSecurityException unusable) {
      throw new GeneralSecurityException(
          "the key is not an unencrypted PEM file in PKCS #8 for a certificate with " + algorithm,
          unusable);
    }
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

  /** Returns the end of its validity. */
  Instant expires() {
    return expires;
  }

  /** Returns what encrypts a new connection. */
  SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    return engine;
  }
}
