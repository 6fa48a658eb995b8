package org.revcor.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code revcor database}: what a database needs. */
@Command(
    name = "database",
    description = "Tells what the database of studies' records needs.",
    subcommands = DatabaseSchemaCommand.class)
final class DatabaseCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do: schema");
  }
}
