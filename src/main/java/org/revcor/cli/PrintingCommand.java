package org.revcor.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that prints lines of text. */
@Command
abstract class PrintingCommand {
  @Spec CommandSpec spec;

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Returns a line of progress on standard error. */
  final RedrawnLine progressLine() {
    return new RedrawnLine(err(), Terminal.isInteractive());
  }
}
