package org.revcor.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.revcor.schema.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option {@code --json} of a command that prints a listing or a result. */
final class JsonOption {
  @Option(names = "--json", description = "Prints JSON instead of text.")
  private boolean isGiven;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  boolean isGiven() {
    return isGiven;
  }

  PrintWriter text() {
    return isGiven ? new PrintWriter(Writer.nullWriter()) : spec.commandLine().getOut();
  }

  void print(Object value, Runnable text) {
    if (isGiven) {
      printAlways(value);
    } else {
      text.run();
    }
  }

  void print(Object value) {
    if (isGiven) {
      printAlways(value);
    }
  }

  void printAlways(Object value) {
    spec.commandLine().getOut().println(new String(Json.bytes(value), StandardCharsets.UTF_8));
  }
}
