package org.revcor.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenFileTest {
  @TempDir private Path folder;

  @Test
  void aTokenIsFoundByItsText_whichTheFileDoesNotHave() throws IOException {
    TokenFile file = new TokenFile(folder.resolve("data"));
    assertThat(file.read().tokens()).isEmpty();

    String text = file.create("alice", Scope.WRITE, Optional.of(Duration.ofDays(90)));
    String other = file.create("bob", Scope.READ, Optional.empty());

    assertThat(text).matches("revcor_[A-Za-z0-9_-]{43}").isNotEqualTo(other);
    AccessToken found = file.read().find(text).orElseThrow();
    assertThat(found.name()).isEqualTo("alice");
    assertThat(found.scope()).isEqualTo(Scope.WRITE);
    assertThat(Instant.parse(String.valueOf(found.expires())))
        .isEqualTo(Instant.parse(found.created()).plus(Duration.ofDays(90)));
    assertThat(found.isExpired()).isFalse();
    assertThat(file.read().find(text + "A")).isEmpty();
    assertThat(Files.readString(file.path())).doesNotContain(text.substring(7), other.substring(7));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
  }

  /** As after {@code sudo revcor token}; needs a process that may change owners. */
  @Test
  void theFileBelongsToTheOwnerOfItsFolder() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "runs as root");
    UserPrincipal other =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(folder, other);

    TokenFile file = new TokenFile(folder);
    file.create("alice", Scope.READ, Optional.empty());

    assertThat(Files.getOwner(file.path())).isEqualTo(other);
  }

  @Test
  void aRevokedTokenIsNotFound_andItsNameIsFree() throws IOException {
    TokenFile file = new TokenFile(folder);
    String text = file.create("alice", Scope.ADMIN, Optional.empty());

    file.revoke("alice");

    assertThat(file.read().find(text)).isEmpty();
    assertThat(file.create("alice", Scope.READ, Optional.empty())).isNotEqualTo(text);
    assertRefused(
        () -> file.create("alice", Scope.READ, Optional.empty()),
        "NAME is alice, which exists; it must be a new name; or revoke the token first");
    assertRefused(() -> file.revoke("alise"))
        .hasMessageStartingWith("NAME is alise, which does not exist; it must be ");
  }

  @Test
  void aTokenExpires() throws IOException {
    TokenFile file = new TokenFile(folder);
    String text = file.create("short", Scope.READ, Optional.of(Duration.ZERO));

    assertThat(file.read().find(text).orElseThrow().isExpired()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "-a", "a b", "a\nb", "é"})
  void invalidNamesAreRefused(String name) {
    TokenFile file = new TokenFile(folder);
    assertRefused(() -> file.create(name, Scope.READ, Optional.empty()))
        .hasMessageContaining("1 to 64 letters, digits, dots, dashes or underscores");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"tokens\": [{\"name\": \"a\", \"scope\": \"read\", \"created\":"
            + " \"2026-01-01T00:00:00Z\"}]}",
        "{\"tokens\": [{\"name\": \"a\", \"scope\": \"none\", \"created\":"
            + " \"2026-01-01T00:00:00Z\", \"digest\": \"sha256:00\"}]}",
        "{\"tokens\": [{\"name\": \"a\", \"scope\": \"read\", \"created\":"
            + " \"2026-01-01T00:00:00Z\", \"expires\": \"soon\", \"digest\": \"sha256:00\"}]}"
      })
  void aDamagedFileIsNotReadAsTokens(String content) throws IOException {
    Files.writeString(folder.resolve("tokens.json"), content);
    TokenFile file = new TokenFile(folder);

    assertThatThrownBy(file::read).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> file.create("alice", Scope.READ, Optional.empty()))
        .isInstanceOf(IOException.class);
    assertThat(file.path()).hasContent(content);
  }

  @Test
  void eachOfManyTokensIsFound() throws IOException {
    TokenFile file = new TokenFile(folder);
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      texts.put("user-" + i, file.create("user-" + i, Scope.READ, Optional.empty()));
    }
    TokenList tokens = file.read();

    assertThat(texts)
        .allSatisfy(
            (name, text) ->
                assertThat(tokens.find(text).map(AccessToken::name)).isEqualTo(Optional.of(name)));
  }
}
