package org.revcor.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParseResult;

/** Sets the log level: INFO for a server, a worker or with {@code --verbose}, else ERROR. */
final class LogLevel {
  private LogLevel() {}

  static void set(boolean verbose, ParseResult parsed) {
    boolean server =
        parsed.hasSubcommand()
            && List.of("serve", "worker").contains(parsed.subcommand().commandSpec().name());
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(verbose || server ? Level.INFO : Level.ERROR);
  }
}
