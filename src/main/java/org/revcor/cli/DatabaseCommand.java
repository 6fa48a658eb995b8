package org.revcor.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code revcor database}: commands for the database of study records. */
@Command(
    name = "database",
    description = "Commands for the database of study records.",
    subcommands = DatabaseSchemaCommand.class)
final class DatabaseCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand: schema");
  }
}
