package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.worker.cluster.Certificates.KeytoolException;

@Tag("full")
final class CertificatesTest {
  @TempDir private Path folder;

  @Test
  void hostsHaveCertificatesOfOneAuthorityThatIsUsedAgain() throws Exception {
    Certificates certificates = new Certificates(folder);

    assertThat(certificates.write(List.of("lab-1.example", "10.0.0.7", "lab-1.example")))
        .containsExactly(folder.resolve("lab-1.example"), folder.resolve("10.0.0.7"));
    byte[] authority = Files.readAllBytes(folder.resolve("ca.crt"));
    certificates.write(List.of("::1"));

    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("ca.crt", "ca.key", "lab-1.example", "10.0.0.7", "::1");
    X509Certificate issuer = certificate("ca.crt");
    for (String host : List.of("lab-1.example", "10.0.0.7", "::1")) {
      assertThat(folder.resolve(host).resolve("ca.crt")).hasBinaryContent(authority);
      X509Certificate node = certificate(host + "/tls.crt");
      node.verify(issuer.getPublicKey());
      assertThat(node.getSubjectX500Principal().getName()).isEqualTo("CN=revcor");
      assertThat(node.getSubjectAlternativeNames()).hasSize(1);
      assertThat(Pem.key(folder.resolve(host).resolve("tls.key"), "RSA").getFormat())
          .isEqualTo("PKCS#8");
    }
    assertThat(certificate("lab-1.example/tls.crt").getSubjectAlternativeNames())
        .containsExactly(List.of(2, "lab-1.example"));
    assertThat(certificate("10.0.0.7/tls.crt").getSubjectAlternativeNames())
        .containsExactly(List.of(7, "10.0.0.7"));
    for (String key : List.of("ca.key", "10.0.0.7/tls.key")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(key))))
          .isEqualTo("rw-------");
    }
  }

  private X509Certificate certificate(String file) throws Exception {
    return (X509Certificate) Pem.certificate(folder.resolve(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", "a b", "../up", "a/b", "a..b", "256.1.1.1", "1.2.3", "1::2::3"})
  void hostThatIsNoNameIsRefused(String host) {
    assertRefused(() -> new Certificates(folder).write(List.of("lab-1", host)))
        .hasMessage("HOST is %s; it must be a name such as lab-2.example, or an address", host);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void folderOfAHostIsNotOverwritten() throws Exception {
    Path own = Files.createDirectory(folder.resolve("lab-2"));

    assertRefused(() -> new Certificates(folder).write(List.of("lab-1", "lab-2")))
        .hasMessage(
            "HOST is lab-2, and %s exists; it must be a host without certificates; move its folder"
                + " away to make new ones",
            own);
    assertThat(folder.toFile().list()).containsExactly("lab-2");
  }

  @Test
  void folderThatCannotBeWrittenIsRefused() throws Exception {
    Path inFile = Files.createFile(folder.resolve("file")).resolve("certificates");

    assertRefused(() -> new Certificates(inFile).write(List.of("lab-1")))
        .hasMessage("--out is %s; it must be a folder that you can write to", inFile);
  }

  @Test
  void halfAnAuthorityIsRefused() throws Exception {
    Files.createFile(folder.resolve("ca.crt"));

    assertRefused(() -> new Certificates(folder).write(List.of("lab-1")))
        .hasMessage(
            "--out is %s, whose authority cannot be used (ca.crt or ca.key is missing); it must be"
                + " a folder with ca.crt and its ca.key, unencrypted PKCS #8, or without both",
            folder);
  }

  @Test
  void withoutKeytoolNothingIsWritten() {
    Path program = folder.resolve("bin/keytool");

    assertThatThrownBy(() -> new Certificates(folder, program).write(List.of("lab-1")))
        .isInstanceOf(KeytoolException.class)
        .hasMessage(
            "%s is missing; run revcor with a JDK that has keytool, or make the certificates with"
                + " another program (docs/cluster.md)",
            program);
    assertThat(folder).isEmptyDirectory();
  }
}
