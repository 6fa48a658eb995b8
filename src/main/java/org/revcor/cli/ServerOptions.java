package org.revcor.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.server.Pem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that select the server, and how a command proves who sends its requests. */
final class ServerOptions {
  private static final String OPTION = "--server";

  @Option(
      names = OPTION,
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "Address of the running server (default: ${DEFAULT-VALUE}).")
  private String address;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:REVCOR_TOKEN}",
      description =
          "Token of the server (default: the variable REVCOR_TOKEN, which other users of this"
              + " machine cannot see).")
  private @Nullable String token;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:REVCOR_CA}",
      description =
          "PEM file with the certificate of the authority that signed that of the server (default:"
              + " the variable REVCOR_CA, else the authorities that Java trusts).")
  private @Nullable Path authority;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  StudyServer server() {
    Optional<SSLContext> trust =
        Optional.ofNullable(authority)
            .filter(file -> !file.toString().isBlank())
            .map(ServerOptions::trust);
    try {
      URI uri = URI.create(address);
      if (List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null) {
        warnOfPlainText(uri);
        return new StudyServer(uri, token().map(ServerOptions::required), trust);
      }
    } catch (IllegalArgumentException noAddress) {
      // rejected below
    }
    throw new InvalidInputException(OPTION, address, "an address such as http://127.0.0.1:8080");
  }

  /** Returns the token; a blank one is none, as a compose file sets an undefined variable. */
  private Optional<String> token() {
    return Optional.ofNullable(token).filter(text -> !text.isBlank());
  }

  /** A token over HTTP is for a loopback address; others can read it on the way elsewhere. */
  private void warnOfPlainText(URI uri) {
    boolean isLocal =
        uri.getHost().equals("localhost") || uri.getHost().matches("127\\.[0-9.]+|\\[::1]");
    if (token().isPresent() && uri.getScheme().equals("http") && !isLocal) {
      command
          .commandLine()
          .getErr()
          .printf(
              "warning: %s is not encrypted, so others can read the token on its way; use https%n",
              uri);
    }
  }

  private static SSLContext trust(Path authority) {
    try {
      return Pem.trust(authority);
    } catch (IOException | GeneralSecurityException unusable) {
      throw new InvalidInputException(
          "--ca", authority.toString(), "a readable PEM file with a certificate, such as ca.crt");
    }
  }

  /** Returns a token without blanks around it, as files of a line have them. */
  private static String required(String given) {
    String token = given.strip();
    if (!token.matches("\\p{Graph}+")) {
      throw new InvalidInputException(
          "--token", "a text with blanks, not shown", "the text that revcor token create printed");
    }
    return token;
  }
}
