package org.revcor.cli;

import org.jspecify.annotations.Nullable;
import org.revcor.study.record.DatabaseSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code revcor database schema}: prints the SQL that creates the tables. */
@Command(
    name = "schema",
    description =
        "Prints the SQL statements that create or update the tables; they do not change tables that"
            + " are up to date. Does not connect to the database.")
final class DatabaseSchemaCommand implements Runnable {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Address of the database (default: the setting revcor.database.url).")
  private @Nullable String url;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String address = url == null ? options.read().database().url() : url;
    spec.commandLine().getOut().print(DatabaseSchema.statements(address));
    spec.commandLine().getOut().flush();
  }
}
