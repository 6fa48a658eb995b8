package org.revcor.cli;

import java.net.URI;
import org.revcor.InvalidInputException;
import picocli.CommandLine.Option;

/** Option that selects the server. */
final class ServerOptions {
  private static final String OPTION = "--server";

  @Option(
      names = OPTION,
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "Address of the running server (default: ${DEFAULT-VALUE}).")
  private String address;

  StudyServer server() {
    try {
      URI uri = URI.create(address);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
        return new StudyServer(uri);
      }
    } catch (IllegalArgumentException noAddress) {
      // rejected below
    }
    throw new InvalidInputException(OPTION, address, "an address such as http://127.0.0.1:8080");
  }
}
