package org.revcor.cli;

import org.jspecify.annotations.Nullable;
import org.revcor.cli.PrintingCommand.CommandGroup;
import org.revcor.study.record.DatabaseSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor database}: commands for the database of study records. */
@Command(name = "database", description = "Commands for the database of study records.")
final class DatabaseCommand extends CommandGroup {
  @Command(
      name = "schema",
      description =
          "Prints the SQL statements that create or update the tables; they do not change tables"
              + " that are up to date. Does not connect to the database.")
  void schema(
      @Option(
              names = "--url",
              paramLabel = "URL",
              description = "Address of the database (default: the setting revcor.database.url).")
          @Nullable String url,
      @Mixin SettingsOptions options) {
    out().print(DatabaseSchema.statements(url == null ? options.read().database().url() : url));
    out().flush();
  }
}
