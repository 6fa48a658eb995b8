package org.revcor.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
final class PostgresRecordsTest extends StudyRecordsContract<PostgresServer> {
  @Override
  PostgresServer start() {
    return PostgresServer.start();
  }

  @Test
  void aDatabaseThatIsNotThereIsToldByTheSettingsName() {
    DatabaseSettings absent = database().at("absent", "revcor", "secret");

    assertThatThrownBy(() -> Database.open(absent))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageStartingWith(
            "there is no database %s; create it, or correct revcor.database.url (", absent.url());
  }

  @Test
  void aUserWhoMayMakeNoTablesIsToldWhatToDo() throws Exception {
    TestDatabase.execute(database().settings(), "CREATE ROLE reader LOGIN PASSWORD 'other'");
    DatabaseSettings reader = database().at("records", "reader", "other");

    assertThatThrownBy(() -> Database.open(reader))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageStartingWith(
            "user reader may not make tables in the database %s; let it, or have what \"revcor database schema\" prints carried out by one who may and set revcor.database.schema to check (",
            reader.url());
  }

  @Test
  void theRightsThatTheManualNamesAreEnoughForARoleThatOwnsNothing() throws Throwable {
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
      Patience.result(records.create(Entries.submitted("a")));
      records.keep(Entries.running("a", 1));
      records.keep(Entries.running("b", 1));
      Patience.result(records.remove("a"));
      records.awaitDurable();
      assertThat(records.readAll().entries()).containsExactly(Entries.running("b", 1));
    }
  }

  @Test
  void aDatabaseThatHangsIsToldAndComesBack() throws Throwable {
    try (RecordSystem records = RecordSystem.start(database().settings())) {
      records.keep(Entries.running("a", 1));
      records.awaitDurable();
      database().freeze();
      records.keep(Entries.running("a", 2));
      Patience.until("an outage is told", () -> records.status().unavailable().isPresent());

      database().thaw();
      records.awaitDurable();
      Patience.until("its end is told", () -> records.status().unavailable().isEmpty());
      assertThat(records.readAll().entries()).containsExactly(Entries.running("a", 2));
    }
  }
}
