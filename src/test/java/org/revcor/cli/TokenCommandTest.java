package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;

final class TokenCommandTest {
  @TempDir private Path folder;

  @Test
  void createsListsAndRevokes() throws IOException {
    CommandRun created = run("create", "alice", "--scope", "write", "--expires", "90d").exited(0);
    assertThat(created.out()).matches("revcor_[A-Za-z0-9_-]{43}\n");
    new TokenFile(folder).create("bob", Scope.READ, Optional.of(Duration.ZERO));

    assertThat(run("list").out().lines().toList())
        .hasSize(3)
        .satisfiesExactly(
            heading -> assertThat(heading).matches("name +scope +created +expires"),
            alice -> assertThat(alice).matches("alice  write  \\S+Z  \\S+Z"),
            bob -> assertThat(bob).matches("bob    read   \\S+Z  \\S+Z \\(expired\\)"));
    assertThat(run("revoke", "alice").out()).isEqualTo("alice revoked\n");
    assertThat(run("list").out()).doesNotContain("alice").contains("bob");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create a --scope all | --scope is all; it must be one of read, write, admin
          create a --scope none | --scope is none; it must be one of read, write, admin
          create a --scope read --expires soon | --expires is soon; it must be an age above 0 such as 90m, 12h or 30d
          create a --scope read --expires 0d | --expires is 0d; it must be an age above 0 such as 90m, 12h or 30d
          revoke a | NAME is a, which does not exist; it must be\
          """)
  void invalidOptionsAreRefused(String arguments, String message) {
    assertThat(run(arguments.split(" ")).exited(2).err()).contains(message);
    assertThat(folder.resolve("tokens.json")).doesNotExist();
  }

  @Test
  void aDamagedFileIsReported() throws Exception {
    Files.writeString(folder.resolve("tokens.json"), "?");

    assertThat(run("list").err())
        .isEqualTo(
            "revcor token list: --data-dir is a folder with an unusable file %s (not JSON at line 1, column 1); it must be a folder whose tokens this user can read and write\n"
                .formatted(folder.resolve("tokens.json")));
    Files.writeString(
        folder.resolve("tokens.json"), "{\"tokens\": [{\"name\": \"a\", \"scope\": \"all\"}]}");

    assertThat(run("list").err())
        .contains("tokens.json (JSON with an invalid or missing [0].scope); it must")
        .hasLineCount(1);
  }

  private CommandRun run(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "token";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--data-dir";
    all[arguments.length + 2] = folder.toString();
    return CommandRun.of(all);
  }
}
