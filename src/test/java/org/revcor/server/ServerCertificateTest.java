package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.server.Settings.HttpSettings;

@Tag("full")
final class ServerCertificateTest {
  @TempDir static Path made;
  private static TestCertificates first;
  private static TestCertificates second;

  @TempDir private Path folder;

  @BeforeAll
  static void make() {
    first = TestCertificates.create(made.resolve("first"));
    second = TestCertificates.create(made.resolve("second"));
  }

  @Test
  void unusableFilesAreRefused() throws IOException {
    byte[] certificate = Files.readAllBytes(first.certificate());
    byte[] key = Files.readAllBytes(first.key());
    byte[] noPem = "no PEM".getBytes(StandardCharsets.US_ASCII);

    assertRefused(certificate, Files.readAllBytes(second.key()), "of another certificate");
    assertRefused(certificate, noPem, "the key is not an unencrypted PEM file");
    assertRefused(certificate, certificate, "the key is not an unencrypted PEM file");
    assertRefused(new byte[0], key, "the file has no certificate");
    assertRefused(noPem, key, "");
  }

  private static void assertRefused(byte[] certificate, byte[] key, String message) {
    assertThatThrownBy(() -> ServerCertificate.read(Path.of("tls.crt"), certificate, key))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aCertificateThatExpiresSoonHasAWarning() {
    ServerCertificate certificate =
        ServerCertificate.read(new HttpSettings.Tls(first.certificate(), first.key()));
    Instant end = certificate.expires();

    assertThat(certificate.warning(end.minus(Duration.ofDays(15)))).isEmpty();
    assertThat(certificate.warning(end.minus(Duration.ofDays(14))))
        .hasValue("the certificate %s expires at %s; renew it".formatted(first.certificate(), end));
    assertThat(certificate.warning(end))
        .hasValue("the certificate %s expired at %s; renew it".formatted(first.certificate(), end));
  }

  @Test
  void aServerDoesNotStartWithAnUnusableCertificate() {
    Settings settings =
        RunningServer.settings(
            folder,
            "http.tls.certificate",
            first.certificate().toString(),
            "http.tls.key",
            second.key().toString());

    assertThatThrownBy(() -> RevcorServer.start(settings).toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ServerStartException.class)
        .hasMessageEndingWith("cannot be used: the key is of another certificate");
  }
}
