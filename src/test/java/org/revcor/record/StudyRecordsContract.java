package org.revcor.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What records do, on any database. */
abstract class StudyRecordsContract<D extends TestDatabase> {
  private D database;
  private DatabaseSettings settings;

  /** Starts an empty database. */
  abstract D start();

  D database() {
    return database;
  }

  @BeforeEach
  void startDatabase() {
    database = start();
    settings = database.settings();
  }

  @AfterEach
  void stopDatabase() {
    database.close();
  }

  @Test
  void anEntryIsTheSameAfterARestartWithAllItsMembers() throws Throwable {
    StudyEntry ended = Entries.failed("a", 7_000, "no more memory").toBeDeleted();
    StudyEntry begun = Entries.submitted("b");
    try (RecordSystem records = RecordSystem.start(settings)) {
      Patience.result(records.create(begun));
      records.keep(ended);
      records.awaitDurable();
    }

    try (RecordSystem records = RecordSystem.start(settings)) {
      assertThat(records.readAll().entries()).containsExactly(ended, begun);
      assertThat(records.readAll().unreadable()).isEmpty();
    }
  }

  @Test
  void ofManyEntriesOfAStudyTheNewestIsKeptAcrossRestartsInOneRow() throws Throwable {
    for (int run = 1; run <= 3; run++) {
      try (RecordSystem records = RecordSystem.start(settings)) {
        for (int i = 1; i <= 100; i++) {
          records.keep(Entries.running("a", 1000L * run + i));
        }
        records.awaitDurable();
        assertThat(records.readAll().entries())
            .containsExactly(Entries.running("a", 1000L * run + 100));
      }
    }
  }

  @Test
  void twoHundredStudiesAreReadInTheOrderOfTheirIds() throws Throwable {
    List<StudyEntry> entries =
        IntStream.range(0, 200)
            .mapToObj(i -> Entries.running("study-%03d".formatted(i), i))
            .toList();
    try (RecordSystem records = RecordSystem.start(settings)) {
      entries.forEach(records::keep);
      records.awaitDurable();

      assertThat(records.readAll().entries()).isEqualTo(entries);
    }
  }

  @Test
  void aRemovedStudyIsGoneAndStaysSo() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      records.keep(Entries.running("a", 1));
      records.keep(Entries.running("b", 1));
      Patience.result(records.remove("a"));
      records.keep(Entries.running("a", 2));
      Patience.result(records.remove("a"));
      Patience.result(records.remove("never-there"));
      records.awaitDurable();
      assertThat(records.readAll().entries()).containsExactly(Entries.running("b", 1));
    }

    try (RecordSystem records = RecordSystem.start(settings)) {
      Patience.result(records.remove("b"));
      assertThat(records.readAll().entries()).isEmpty();
    }
  }

  @Test
  void whatIsKeptDuringAnOutageArrivesWhenTheDatabaseIsBackTheNewestAlone() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      for (int study = 0; study < 20; study++) {
        records.keep(Entries.running("s" + study, 1));
      }
      records.awaitDurable();
      assertThat(records.status().unavailable()).isEmpty();
      assertThat(records.status().waiting()).isZero();

      database.cut();
      for (int trials = 2; trials <= 5; trials++) {
        for (int study = 0; study < 20; study++) {
          records.keep(Entries.running("s" + study, trials));
        }
      }
      CompletionStage<Done> removal = records.remove("s0");
      Patience.until("an outage is told", () -> records.status().unavailable().isPresent());
      assertThat(records.status().waiting()).isEqualTo(20);
      assertThat(records.status().unavailable().orElseThrow().problem())
          .contains(settings.url())
          .doesNotContain(settings.password());
      for (int study = 1; study < 20; study++) {
        records.keep(Entries.paused("s" + study, 6));
      }

      database.restore();
      Patience.result(removal);
      records.awaitDurable();
      Patience.until("its end is told", () -> records.status().unavailable().isEmpty());
      assertThat(records.status().waiting()).isZero();
      assertThat(records.readAll().entries())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(1, 20).mapToObj(study -> Entries.paused("s" + study, 6)).toList());
    }
  }

  @Test
  void anOutageIsToldAlsoWhenNothingIsToBeWritten() {
    try (RecordSystem records = RecordSystem.start(settings)) {
      database.cut();
      Patience.until("an outage is told", () -> records.status().unavailable().isPresent());
      assertThat(records.status().waiting()).isZero();

      database.restore();
      Patience.until("its end is told", () -> records.status().unavailable().isEmpty());
    }
  }

  @Test
  void aStudyThatCannotBeRecordedInTimeIsRefusedAndLeavesNothing() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      Patience.result(records.create(Entries.submitted("before")));
      database.cut();
      long begun = System.nanoTime();
      List<Throwable> refusals = new ArrayList<>();
      for (String id : List.of("unnoticed", "noticed")) {
        refusals.add(catchThrowable(() -> Patience.result(records.create(Entries.submitted(id)))));
        Patience.until("an outage is told", () -> records.status().unavailable().isPresent());
      }
      assertThat(refusals).hasOnlyElementsOfType(DatabaseUnavailableException.class);
      assertThat(System.nanoTime() - begun).isLessThan(Patience.DEADLINE.toNanos());

      database.restore();
      records.awaitDurable();
      Patience.until("its end is told", () -> records.status().unavailable().isEmpty());
      Patience.result(records.create(Entries.submitted("after")));
      assertThat(records.readAll().entries())
          .extracting(StudyEntry::id)
          .containsExactly("after", "before");
    }
  }

  @Test
  void readingWithoutTheDatabaseFailsWithItsAddress() {
    try (RecordSystem records = RecordSystem.start(settings)) {
      database.cut();

      assertThatThrownBy(records::readAll)
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageContaining(settings.url());
    }
  }

  @Test
  void entriesOfAnotherFormatAreToldAndNotOverwritten() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      records.keep(Entries.running("a", 1));
      records.keep(Entries.running("b", 1));
      records.awaitDurable();
      TestDatabase.execute(
          settings,
          "UPDATE study_record SET state_serial_manifest = 'study/7' WHERE persistence_id = 'study|a'");
    }

    try (RecordSystem records = RecordSystem.start(settings)) {
      UnreadableEntry told =
          new UnreadableEntry(
              "a",
              "has the format study/7, and this Revcor reads study/1; a newer Revcor wrote it");
      assertThat(records.readAll().entries()).containsExactly(Entries.running("b", 1));
      assertThat(records.readAll().unreadable()).containsExactly(told);
      assertThatThrownBy(() -> Patience.result(records.create(Entries.running("a", 2))))
          .hasMessage("the entry of study a " + told.problem());
      assertThat(records.readAll().unreadable()).containsExactly(told);

      Patience.result(records.remove("a"));
      assertThat(records.readAll().unreadable()).isEmpty();
    }
  }

  @Test
  void aDatabaseThatTakesNothingIsTold() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      TestDatabase.execute(
          settings, "ALTER TABLE study_record ADD CONSTRAINT full_disk CHECK (1 = 0)");
      records.keep(Entries.running("a", 1));
      Patience.until("it is told", () -> records.status().unavailable().isPresent());
      assertThat(records.status().unavailable().orElseThrow().problem())
          .isEqualTo(
              "the database %s answers, but does not take what is written"
                  .formatted(settings.url()));

      TestDatabase.execute(settings, "ALTER TABLE study_record DROP CONSTRAINT full_disk");
      records.awaitDurable();
      Patience.until("its end is told", () -> records.status().unavailable().isEmpty());
      assertThat(records.readAll().entries()).containsExactly(Entries.running("a", 1));
    }
  }

  @Test
  void theSchemaIsMadeOnceAndCheckedAsOftenAsWanted() throws Exception {
    DatabaseSettings checking = checking();
    assertThatThrownBy(() -> Database.open(checking))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessage(
            "the schema of the database %s is not there, and revcor.database.schema is check: carry out what \"revcor database schema\" prints, or set it to update",
            settings.url());

    TestDatabase.execute(settings, Schema.statements(settings.url()));
    TestDatabase.execute(settings, Schema.statements(settings.url()));
    Database.open(checking);
    Database.open(settings);
    Database.open(settings);

    TestDatabase.execute(settings, "DELETE FROM revcor_schema");
    Database.open(settings);
    Database.open(checking);
  }

  @Test
  void aNewerSchemaIsRefused() throws Exception {
    Database.open(settings);
    TestDatabase.execute(settings, "INSERT INTO revcor_schema (version) VALUES (2)");

    assertThatThrownBy(() -> Database.open(settings))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessage(
            "the schema of the database %s has version 2, and this Revcor knows 1: run the newer Revcor that made it, or give another database with revcor.database.url",
            settings.url());
  }

  @Test
  void aWrongPasswordIsToldByTheSettingsName() {
    Database.open(settings);
    DatabaseSettings wrong =
        new DatabaseSettings(settings.url(), settings.user(), "wrong-word", SchemaMode.UPDATE);

    assertThatThrownBy(() -> Database.open(wrong))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageStartingWith(
            "the database %s does not let user revcor in; correct revcor.database.user or revcor.database.password (",
            settings.url())
        .hasMessageNotContaining("wrong-word");
  }

  @Test
  void aDatabaseThatIsDownIsToldByTheSettingsName() {
    database.cut();

    assertThatThrownBy(() -> Database.open(settings))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageStartingWith(
            "the database %s cannot be reached; start it, or correct revcor.database.url (",
            settings.url());
  }

  private DatabaseSettings checking() {
    return new DatabaseSettings(
        settings.url(), settings.user(), settings.password(), SchemaMode.CHECK);
  }
}
