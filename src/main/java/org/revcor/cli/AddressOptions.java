package org.revcor.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the address that a server listens on. */
final class AddressOptions {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Address to listen on; other than loopback ones need http.tls or http.behind-proxy"
              + " (default: 127.0.0.1).")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0 selects a free port (default: 8080).")
  private @Nullable String port;

  /** Returns the options that are given, by the path of their setting. */
  Map<String, String> given() {
    Map<String, String> given = new HashMap<>();
    SettingsOptions.put(given, "host", host);
    SettingsOptions.put(given, "port", port);
    return given;
  }
}
