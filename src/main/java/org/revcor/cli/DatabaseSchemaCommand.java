package org.revcor.cli;

import org.jspecify.annotations.Nullable;
import org.revcor.study.record.DatabaseSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor database schema}: prints the SQL that creates the tables. */
@Command(
    name = "schema",
    description =
        "Prints the SQL statements that create or update the tables; they do not change tables that"
            + " are up to date. Does not connect to the database.")
final class DatabaseSchemaCommand extends PrintingCommand implements Runnable {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Address of the database (default: the setting revcor.database.url).")
  private @Nullable String url;

  @Mixin private SettingsOptions options;

  @Override
  public void run() {
    String address = url == null ? options.read().database().url() : url;
    out().print(DatabaseSchema.statements(address));
    out().flush();
  }
}
