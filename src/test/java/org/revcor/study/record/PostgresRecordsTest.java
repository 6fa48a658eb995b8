package org.revcor.study.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.revcor.Await;
import org.revcor.study.record.Database.DatabaseRefusedException;
import org.revcor.study.record.DatabaseSettings.SchemaMode;

@Tag("full")
final class PostgresRecordsTest extends StudyRecordsContract<PostgresServer> {
  @Override
  PostgresServer start() {
    return PostgresServer.start();
  }

  @Test
  void aDatabaseThatDoesNotExistIsReportedWithTheSetting() {
    DatabaseSettings absent = database().at("absent", "revcor", "secret");

    assertThatThrownBy(() -> Database.open(absent))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageStartingWith(
            "the database %s does not exist; create it, or correct revcor.database.url (",
            absent.url());
  }

  @Test
  void aUserWithoutTheRightToCreateTablesGetsInstructions() throws Exception {
    TestDatabase.execute(database().settings(), "CREATE ROLE reader LOGIN PASSWORD 'other'");
    DatabaseSettings reader = database().at("records", "reader", "other");

    assertThatThrownBy(() -> Database.open(reader))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageStartingWith(
            "user reader may not create tables in the database %s; grant the right, or have an"
                + " authorized user execute the SQL that \"revcor database schema\" prints and set"
                + " revcor.database.schema to check (",
            reader.url());
  }

  @Test
  void theDocumentedRightsSufficeForARoleThatOwnsNothing() throws Throwable {
    Database.open(database().settings());
    TestDatabase.execute(
        database().settings(),
        """
        CREATE ROLE server LOGIN PASSWORD 'other';
        GRANT SELECT, INSERT, UPDATE, DELETE ON study_record TO server;
        GRANT SELECT ON revcor_schema TO server;
        GRANT USAGE ON SEQUENCE study_record_global_offset_seq TO server;
        """);
    DatabaseSettings server = database().at("records", "server", "other");
    DatabaseSettings checking =
        new DatabaseSettings(server.url(), server.user(), server.password(), SchemaMode.CHECK);

    try (RecordSystem records = RecordSystem.start(checking)) {
      Await.result(records.create(Entries.submitted("a")));
      records.save(Entries.running("a", 1));
      records.save(Entries.running("b", 1));
      records.remove("a");
      records.awaitDurable();
      assertThat(records.readAll().entries()).containsExactly(Entries.running("b", 1));
    }
  }

  @Test
  void aHangingDatabaseIsReportedUntilItResponds() throws Throwable {
    try (RecordSystem records = RecordSystem.start(database().settings())) {
      records.save(Entries.running("a", 1));
      records.awaitDurable();
      database().freeze();
      records.save(Entries.running("a", 2));
      Await.until("an outage is reported", () -> records.status().unavailable().isPresent());

      database().thaw();
      records.awaitDurable();
      Await.until(
          "the end of the outage is reported", () -> records.status().unavailable().isEmpty());
      assertThat(records.readAll().entries()).containsExactly(Entries.running("a", 2));
    }
  }
}
