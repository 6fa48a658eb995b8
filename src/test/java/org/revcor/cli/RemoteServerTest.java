package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.server.RevcorServer;
import org.revcor.server.Settings;
import org.revcor.server.Settings.SettingsSources;
import org.revcor.server.TestCertificates;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;

/** Commands with a server that has TLS and requires tokens. */
final class RemoteServerTest {
  @TempDir static Path folder;
  private static RevcorServer server;
  private static Path authority;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    TestCertificates certificates = TestCertificates.create(folder.resolve("certificates"));
    authority = certificates.authority();
    Path data = folder.resolve("data");
    token = new TokenFile(data).create("alice", Scope.READ, Optional.empty());
    Settings settings =
        Settings.read(
            new SettingsSources(
                Optional.empty(),
                Map.of(
                    "REVCOR_HOST", "0.0.0.0",
                    "REVCOR_HTTP_TLS_CERTIFICATE", certificates.certificate().toString(),
                    "REVCOR_HTTP_TLS_KEY", certificates.key().toString()),
                Map.of("data-dir", data.toString(), "port", "0", "lanes.cpu-lanes", "1")));
    server = RevcorServer.start(settings).toCompletableFuture().join();
  }

  @AfterAll
  static void stop() {
    server.stop().toCompletableFuture().join();
  }

  @Test
  void tokenAndAuthorityComeFromTheEnvironment() throws IOException, InterruptedException {
    try (CommandProcess listing =
        CommandProcess.start(
            Files.createDirectory(folder.resolve("output")),
            Map.of("REVCOR_TOKEN", token, "REVCOR_CA", authority.toString()),
            "studies",
            "--server",
            server.uri().toString())) {
      assertThat(listing.exited(0).out()).startsWith("id  state  ");
    }
  }

  @Test
  void tokenAndAuthorityComeFromOptions() {
    run("--ca", authority.toString(), "--token", token).exited(0);
  }

  @Test
  void refusalsNameWhatIsMissing() {
    assertRefused(
        run("--token", token), ExitCode.FAILED, "is not trusted", "--ca names the authority");
    assertRefused(
        run("--ca", authority.toString()), ExitCode.BAD_INPUT, "this server requires a token");
    assertRefused(
        run("--ca", authority.toString(), "--token", token + "x"),
        ExitCode.BAD_INPUT,
        "the token is unknown or was revoked");
    assertRefused(
        run("--ca", folder.toString()),
        ExitCode.BAD_INPUT,
        "--ca is "
            + folder
            + "; it must be a readable PEM file with a certificate, such as ca.crt");
    CommandRun pause =
        CommandRun.of(
            "studies",
            "pause",
            "1",
            "--server",
            server.uri().toString(),
            "--ca",
            authority.toString(),
            "--token",
            token);
    assertRefused(
        pause, ExitCode.BAD_INPUT, "the token alice has the scope read; this request needs write");
  }

  @ParameterizedTest
  @CsvSource({
    "http://plain.invalid:1, true",
    "https://plain.invalid:1, false",
    "http://127.0.0.1:1, false"
  })
  void aTokenOverPlainHttpToAnotherMachineIsAWarning(String address, boolean warns) {
    CommandRun run = CommandRun.of("studies", "--server", address, "--token", token);

    String warning =
        "warning: %s is not encrypted, so others can read the token on its way; use https\n"
            .formatted(address);
    assertThat(run.err().startsWith(warning)).isEqualTo(warns);
    assertThat(run.err()).contains("no server at " + address).doesNotContain(token);
  }

  private static void assertRefused(CommandRun run, int exitCode, String... messages) {
    run.exited(exitCode);
    assertThat(run.err()).contains(messages).doesNotContain(token);
  }

  private static CommandRun run(String... options) {
    return CommandRun.of(List.of("studies", "--server", server.uri().toString()), options);
  }
}
