package org.revcor.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.function.IOFunction;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.figure.Columns;
import org.revcor.schema.Spelling;
import org.revcor.server.access.AccessToken;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
    name = "token",
    description =
        "Creates, lists and revokes tokens in a data folder. Its server, if one runs, notices a"
            + " change within two seconds.",
    exitCodeList = {"0:done", "2:an option is invalid, or the tokens cannot be read or written"})
final class TokenCommand extends PrintingCommand implements Runnable {
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})(m|h|d)");

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "missing subcommand: " + String.join(", ", spec.subcommands().keySet()));
  }

  @Command(
      name = "create",
      description = "Creates a token and prints it once; only its digest is stored.")
  int create(
      @Mixin SettingsOptions options,
      @Parameters(
              paramLabel = "NAME",
              description = "Name of its user, who owns the studies that it creates.")
          String name,
      @Option(
              names = "--scope",
              required = true,
              paramLabel = "SCOPE",
              description =
                  "read: sees everything; write: also runs studies and analyses, and deletes its"
                      + " own studies; admin: also uploads and deletes networks, and deletes"
                      + " what belongs to others.")
          String scope,
      @Option(
              names = "--expires",
              paramLabel = "AGE",
              description = "Time until it expires, such as 12h or 90d (default: no limit).")
          @Nullable String expires) {
    if (!Scope.words().contains(scope)) {
      throw new InvalidInputException("--scope", scope, Spelling.expected(scope, Scope.words()));
    }
    String token =
        with(
            options,
            file ->
                file.create(
                    name,
                    Scope.valueOf(scope.toUpperCase(Locale.ROOT)),
                    Optional.ofNullable(expires).map(TokenCommand::validity)));
    out().println(token);
    return ExitCode.DONE;
  }

  private static Duration validity(String age) {
    Matcher given = AGE.matcher(age);
    Duration validity = Duration.ZERO;
    if (given.matches()) {
      long number = Long.parseLong(given.group(1));
      validity =
          switch (given.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
    }
    if (validity.isZero()) {
      throw new InvalidInputException("--expires", age, "an age above 0 such as 90m, 12h or 30d");
    }
    return validity;
  }

  private static String expiry(AccessToken token) {
    String expires = token.expires() == null ? "" : token.expires();
    return token.isExpired() ? expires + " (expired)" : expires;
  }

  @Command(name = "list", description = "Lists the tokens, without their texts.")
  int list(@Mixin SettingsOptions options) {
    print(
        new Columns<AccessToken>()
            .with("name", AccessToken::name)
            .with("scope", token -> Spelling.word(token.scope()))
            .with("created", AccessToken::created)
            .with("expires", TokenCommand::expiry),
        with(options, TokenFile::read).tokens());
    return ExitCode.DONE;
  }

  @Command(
      name = "revoke",
      description = "Revokes a token. Its studies remain; a new token of the same name owns them.")
  int revoke(
      @Mixin SettingsOptions options,
      @Parameters(paramLabel = "NAME", description = "Name of the token.") String name) {
    with(
        options,
        file -> {
          file.revoke(name);
          return name;
        });
    out().println(name + " revoked");
    return ExitCode.DONE;
  }

  private static <T> T with(SettingsOptions options, IOFunction<TokenFile, T> work) {
    TokenFile file = new TokenFile(options.read().folders().data());
    try {
      return work.apply(file);
    } catch (IOException unusable) {
      throw new InvalidInputException(
          "--data-dir",
          "a folder with an unusable file %s (%s)".formatted(file.path(), unusable.getMessage()),
          "a folder whose tokens this user can read and write");
    }
  }
}
