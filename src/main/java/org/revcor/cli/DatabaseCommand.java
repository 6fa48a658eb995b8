package org.revcor.cli;

import picocli.CommandLine.Command;

/** {@code revcor database}: commands for the database of study records. */
@Command(
    name = "database",
    description = "Commands for the database of study records.",
    subcommands = DatabaseSchemaCommand.class)
final class DatabaseCommand extends CommandGroup {}
