package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.server.Settings.HttpSettings;

@Tag("full")
final class ServerCertificateTest {
  @TempDir static Path made;
  private static TestCertificates first;
  private static TestCertificates second;

  @TempDir private Path folder;
  @RegisterExtension private final RecordedLog log = new RecordedLog();

  @BeforeAll
  static void make() {
    first = TestCertificates.create(made.resolve("first"));
    second = TestCertificates.create(made.resolve("second"));
  }

  @Test
  void aChangedPairIsReadAgain_andAnIncompleteChangeKeepsTheEarlierPair() throws Exception {
    Path certificate = Files.copy(first.certificate(), folder.resolve("tls.crt"));
    Path key = Files.copy(first.key(), folder.resolve("tls.key"));
    Reloaded<ServerCertificate.Pair> reloaded =
        new Reloaded<>(List.of(certificate, key), ServerCertificate.Pair::read);
    ServerCertificate.Pair before = reloaded.value();

    Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    reloaded.reload();
    assertThat(reloaded.value()).isSameAs(before);
    Files.delete(key);
    reloaded.reload();
    assertThat(reloaded.value()).isSameAs(before);
    Files.copy(second.key(), key);
    reloaded.reload();

    ServerCertificate.Pair after = reloaded.value();
    assertThat(after).isNotSameAs(before);
    assertThat(after.engine().getUseClientMode()).isFalse();
    reloaded.reload();
    assertThat(reloaded.value()).isSameAs(after);
  }

  @Test
  void unusableFilesAreRefused() throws IOException {
    byte[] certificate = Files.readAllBytes(first.certificate());
    byte[] key = Files.readAllBytes(first.key());
    byte[] noPem = "no PEM".getBytes(StandardCharsets.US_ASCII);

    assertRefused(List.of(certificate, Files.readAllBytes(second.key())), "of another certificate");
    assertRefused(List.of(certificate, noPem), "the key is not an unencrypted PEM file");
    assertRefused(List.of(certificate, certificate), "the key is not an unencrypted PEM file");
    assertRefused(List.of(new byte[0], key), "the file of the certificate is missing or has none");
    assertRefused(List.of(certificate, new byte[0]), "the file of the key is missing or empty");
    assertThatThrownBy(() -> ServerCertificate.Pair.read(List.of(noPem, key)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  private static void assertRefused(List<byte[]> files, String message) {
    assertThatThrownBy(() -> ServerCertificate.Pair.read(files))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aCertificateThatExpiresIsLoggedOnceBeforeAndOnceAfter() throws Exception {
    Instant end =
        ServerCertificate.Pair.read(
                List.of(Files.readAllBytes(first.certificate()), Files.readAllBytes(first.key())))
            .expires();
    Instant soon = end.minus(Duration.ofDays(14));
    AtomicReference<Instant> clock = new AtomicReference<>(soon.minusMillis(1));
    ServerCertificate certificate =
        ServerCertificate.read(new HttpSettings.Tls(first.certificate(), first.key()), clock::get);

    certificate.reload();
    assertThat(log.messages("renew it")).isEmpty();
    for (Instant now : List.of(soon, end.minusMillis(1), end, end.plusMillis(1))) {
      clock.set(now);
      certificate.reload();
    }

    assertThat(log.messages("renew it"))
        .containsExactly(
            "the certificate %s expires at %s; renew it".formatted(first.certificate(), end),
            "the certificate %s expired at %s; renew it".formatted(first.certificate(), end));
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
