package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Certificates of a host, made by the commands of {@code docs/notes/cluster.md}. */
public record TestCertificates(Path folder) {
  /** Makes an authority, and a certificate of 127.0.0.1 that it has signed. */
  public static TestCertificates create(Path folder) {
    return create(folder, "127.0.0.1").getFirst();
  }

  /** Makes an authority, and certificates of addresses that it has signed. */
  public static List<TestCertificates> create(Path folder, String... addresses) {
    List<TestCertificates> created = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      String page = Files.readString(Path.of("docs/notes/cluster.md"));
      int authority = page.indexOf("openssl req");
      int host = page.indexOf("mkdir", authority);
      run(folder, page.substring(authority, host));
      for (String address : addresses) {
        run(
            folder,
            page.substring(host, page.indexOf("```", host))
                .replace("DNS:", "IP:")
                .replace("lab-1", address));
        created.add(new TestCertificates(folder.resolve(address)));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return created;
  }

  private static void run(Path folder, String commands) throws IOException, InterruptedException {
    Path log = folder.resolve("openssl.log");
    Process shell =
        new ProcessBuilder("sh", "-ec", commands)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(shell.waitFor()).as(commands + Files.readString(log)).isZero();
  }

  public Path certificate() {
    return folder.resolve("tls.crt");
  }

  public Path key() {
    return folder.resolve("tls.key");
  }

  public Path authority() {
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

  public SSLContext trust() {
    try {
      return Pem.trust(authority());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
