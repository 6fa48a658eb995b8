package org.revcor.cli;

import picocli.CommandLine.ParameterException;

/** A command that only has subcommands. */
abstract class CommandGroup extends PrintingCommand implements Runnable {
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "missing subcommand: " + String.join(", ", spec.subcommands().keySet()));
  }
}
