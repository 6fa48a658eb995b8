package org.revcor.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.revcor.worker.cluster.Certificates;
import org.revcor.worker.cluster.Pem;

/** Certificates of servers at 127.0.0.1, made as {@code revcor cluster certificates} does. */
record TestCertificates(Path folder) {
  /** Makes an authority and a certificate that it has signed. */
  static TestCertificates create(Path folder) {
    return new TestCertificates(new Certificates(folder).write(List.of("127.0.0.1")).getFirst());
  }

  Path certificate() {
    return folder.resolve("tls.crt");
  }

  Path key() {
    return folder.resolve("tls.key");
  }

  Path authority() {
    return folder.resolve("ca.crt");
  }

  /** Returns settings of a server with TLS on all interfaces; keys and values alternate. */
  String[] settings() {
    return new String[] {
      "host",
      "0.0.0.0",
      "http.tls.certificate",
      certificate().toString(),
      "http.tls.key",
      key().toString()
    };
  }

  /** Returns the context of a client that trusts the authority. */
  SSLContext trust() {
    try {
      return Pem.trust(authority());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
