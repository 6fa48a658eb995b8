package org.revcor.cli;

import org.jspecify.annotations.Nullable;
import org.revcor.record.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code revcor database schema}: the statements that make the tables. */
@Command(
    name = "schema",
    description =
        "Prints the statements that make the tables or bring them up to date, without harm to tables that are so"
            + " already. Connects to nothing.")
final class DatabaseSchemaCommand implements Runnable {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Address of the database that they are for (default: the setting revcor.database.url).")
  private @Nullable String url;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String address = url == null ? options.alone().database().url() : url;
    spec.commandLine().getOut().print(Schema.statements(address));
    spec.commandLine().getOut().flush();
  }
}
