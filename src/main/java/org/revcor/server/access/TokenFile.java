package org.revcor.server.access;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.file.WholeFile;
import org.revcor.schema.Spelling;

/**
 * The file with the tokens of a server, in its data folder. Only its owner can read it.
 *
 * <p>It has the SHA-256 of each token, not the token. A slow hash, as passwords need, would add
 * nothing: a token has 256 random bits, which nobody can guess.
 */
public final class TokenFile {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String PREFIX = "revcor_";
  private static final Pattern TOKEN = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{32,}");
  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  public TokenFile(Path folder) {
    this.folder = folder;
  }

  /** Returns a text with {@code revcor_***} in the place of tokens, or of most of one. */
  public static String withoutTokens(String text) {
    return TOKEN.matcher(text).replaceAll(PREFIX + "***");
  }

  public Path path() {
    return folder.resolve("tokens.json");
  }

  /**
   * Reads the file; a missing one has no tokens.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public TokenList read() throws IOException {
    try {
      return TokenList.read(Files.readAllBytes(path()));
    } catch (NoSuchFileException none) {
      return new TokenList(List.of());
    }
  }

  /**
   * Creates a token and returns its text, which is not stored.
   *
   * @param validity time until it expires; empty for no limit
   * @throws InvalidInputException if the name is invalid or in use
   */
  public String create(String name, Scope scope, Optional<Duration> validity) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          "NAME", name, "1 to 64 letters, digits, dots, dashes or underscores, such as lab-2");
    }
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
    AccessToken token =
        new AccessToken(
            name,
            scope,
            now.toString(),
            validity.map(time -> now.plus(time).toString()).orElse(null),
            AccessToken.digestOf(text));
    change(
        list -> {
          if (list.named(name).isPresent()) {
            throw new InvalidInputException(
                "NAME", name + ", which exists", "a new name; or revoke the token first");
          }
          return new TokenList(Stream.concat(list.tokens().stream(), Stream.of(token)).toList());
        });
    return text;
  }

  /**
   * Deletes a token.
   *
   * @throws InvalidInputException if it does not exist
   */
  public void revoke(String name) throws IOException {
    change(
        list -> {
          if (list.named(name).isEmpty()) {
            throw new InvalidInputException(
                "NAME",
                name + ", which does not exist",
                Spelling.expected(name, list.tokens().stream().map(AccessToken::name).toList()));
          }
          return new TokenList(
              list.tokens().stream().filter(token -> !token.name().equals(name)).toList());
        });
  }

  /** Replaces the list while no other process does so. */
  private void change(UnaryOperator<TokenList> change) throws IOException {
    Files.createDirectories(folder);
    Path lock = folder.resolve(".tokens.lock");
    try (FileChannel channel =
        FileChannel.open(
            lock,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            WholeFile.ownerOnly(lock))) {
      channel.lock(); // until the channel is closed
      WholeFile.writePrivate(path(), change.apply(read()).bytes());
      UserPrincipal server = Files.getOwner(folder);
      for (Path file : List.of(lock, path())) {
        if (!Files.getOwner(file).equals(server)) { // the command was run by another user
          Files.setOwner(file, server);
        }
      }
    }
  }
}
