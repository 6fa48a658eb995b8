package org.revcor.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParseResult;

/**
 * How much of the log is shown: what a server does matters to its operator, else errors alone do.
 */
final class LogLevel {
  private LogLevel() {}

  static void set(boolean verbose, ParseResult parsed) {
    boolean server =
        parsed.hasSubcommand() && parsed.subcommand().commandSpec().name().equals("serve");
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(verbose || server ? Level.INFO : Level.ERROR);
  }
}
