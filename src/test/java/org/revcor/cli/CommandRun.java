package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Exit code and output of a command that ran within the test. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = exitCode(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  static CommandRun of(List<String> arguments, String... more) {
    return of(Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
  }

  CommandRun exited(int expected) {
    assertThat(exitCode).as(err).isEqualTo(expected);
    return this;
  }

  /** Runs a command, which sets the log level of its process, and restores the level. */
  static int exitCode(PrintWriter out, PrintWriter err, String... arguments) {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    try {
      return Main.commandLine(arguments).setOut(out).setErr(err).execute(arguments);
    } finally {
      root.setLevel(level);
    }
  }
}
