package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.study.record.DatabaseSchema;

final class DatabaseSchemaCommandTest {
  private static final String POSTGRES = "jdbc:postgresql://localhost:5432/revcor";

  @TempDir private Path folder;

  @Test
  void printsTheStatementsForTheDatabaseOfTheUrl() {
    CommandRun run = CommandRun.of("database", "schema", "--url", POSTGRES).exited(0);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(DatabaseSchema.statements(POSTGRES))
        .contains("CREATE TABLE IF NOT EXISTS study_record", "BYTEA");
  }

  @Test
  void printsTheStatementsForTheDatabaseOfTheSettings() {
    assertThat(CommandRun.of("database", "schema", "--data-dir", folder.toString()).exited(0).out())
        .contains("CREATE TABLE IF NOT EXISTS study_record", "BLOB");
  }

  @Test
  void rejectsAnUnsupportedDatabase() {
    assertThat(
            CommandRun.of("database", "schema", "--url", "jdbc:mysql://localhost/revcor")
                .exited(2)
                .err())
        .isEqualTo(
            "revcor database schema: --url is jdbc:mysql://localhost/revcor; it must be embedded,"
                + " or an address like jdbc:postgresql://localhost:5432/revcor without user and"
                + " password\n");
  }

  @Test
  void namesItsSubcommands() {
    assertThat(CommandRun.of("database").err())
        .startsWith("revcor database: missing subcommand: schema");
  }
}
