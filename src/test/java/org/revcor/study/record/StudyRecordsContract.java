package org.revcor.study.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.revcor.Await;
import org.revcor.RefusedException.Reason;
import org.revcor.study.record.Database.DatabaseRefusedException;
import org.revcor.study.record.DatabaseSettings.SchemaMode;
import org.revcor.study.record.RecordedStudies.UnreadableEntry;

/** Tests the records on any database. */
abstract class StudyRecordsContract<D extends TestDatabase> {
  @AutoClose private D database;
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

  @Test
  void anEntryIsUnchangedAfterARestart() throws Throwable {
    StudyEntry ended = Entries.failed("a", 7_000, "no more memory").withDeleting();
    StudyEntry submitted = Entries.submitted("b");
    try (RecordSystem records = RecordSystem.start(settings)) {
      Await.result(records.create(submitted));
      records.save(ended);
      records.awaitDurable();
    }

    try (RecordSystem records = RecordSystem.start(settings)) {
      assertThat(records.readAll().entries()).containsExactly(ended, submitted);
      assertThat(records.readAll().unreadable()).isEmpty();
    }
  }

  @Test
  void onlyTheNewestEntryOfAStudySurvivesRestarts_inOneRow() throws Throwable {
    for (int run = 1; run <= 3; run++) {
      try (RecordSystem records = RecordSystem.start(settings)) {
        for (int i = 1; i <= 100; i++) {
          records.save(Entries.running("a", 1000L * run + i));
        }
        records.awaitDurable();
        assertThat(records.readAll().entries())
            .containsExactly(Entries.running("a", 1000L * run + 100));
      }
    }
  }

  @Test
  void entriesAreReadInTheOrderOfTheirIds() throws Throwable {
    List<StudyEntry> entries =
        IntStream.range(0, 200)
            .mapToObj(i -> Entries.running("study-%03d".formatted(i), i))
            .toList();
    try (RecordSystem records = RecordSystem.start(settings)) {
      entries.forEach(records::save);
      records.awaitDurable();

      assertThat(records.readAll().entries()).isEqualTo(entries);
    }
  }

  @Test
  void aRemovedStudyStaysRemoved() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      records.save(Entries.running("a", 1));
      records.save(Entries.running("b", 1));
      records.remove("a");
      records.awaitDurable();
      records.save(Entries.running("a", 2));
      records.remove("a");
      records.remove("unknown");
      records.awaitDurable();
      assertThat(records.readAll().entries()).containsExactly(Entries.running("b", 1));
    }

    try (RecordSystem records = RecordSystem.start(settings)) {
      records.remove("b");
      records.awaitDurable();
      assertThat(records.readAll().entries()).isEmpty();
    }
  }

  @Test
  void afterAnOutageOnlyTheNewestEntriesAreWritten() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      for (int study = 0; study < 20; study++) {
        records.save(Entries.running("s" + study, 1));
      }
      records.awaitDurable();
      assertThat(records.status().unavailable()).isEmpty();
      assertThat(records.status().waiting()).isZero();

      database.disconnect();
      for (int trials = 2; trials <= 5; trials++) {
        for (int study = 0; study < 20; study++) {
          records.save(Entries.running("s" + study, trials));
        }
      }
      records.remove("s0");
      Await.until("an outage is reported", () -> records.status().unavailable().isPresent());
      assertThat(records.status().waiting()).isEqualTo(20);
      assertThat(records.status().unavailable().orElseThrow().problem())
          .contains(settings.url())
          .doesNotContain(settings.password());
      for (int study = 1; study < 20; study++) {
        records.save(Entries.paused("s" + study, 6));
      }

      database.restore();
      records.awaitDurable();
      Await.until(
          "the end of the outage is reported", () -> records.status().unavailable().isEmpty());
      assertThat(records.status().waiting()).isZero();
      assertThat(records.readAll().entries())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(1, 20).mapToObj(study -> Entries.paused("s" + study, 6)).toList());
    }
  }

  @Test
  void anOutageIsReportedEvenIfNothingIsWritten() {
    try (RecordSystem records = RecordSystem.start(settings)) {
      database.disconnect();
      Await.until("an outage is reported", () -> records.status().unavailable().isPresent());
      assertThat(records.status().waiting()).isZero();

      database.restore();
      Await.until(
          "the end of the outage is reported", () -> records.status().unavailable().isEmpty());
    }
  }

  @Test
  void aStudyThatCannotBeRecordedInTimeIsRejectedWithoutTraces() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      Await.result(records.create(Entries.submitted("before")));
      database.disconnect();
      long start = System.nanoTime();
      List<Throwable> refusals = new ArrayList<>();
      for (String id : List.of("unnoticed", "noticed")) {
        refusals.add(catchThrowable(() -> Await.result(records.create(Entries.submitted(id)))));
        Await.until("an outage is reported", () -> records.status().unavailable().isPresent());
      }
      assertThat(refusals).allMatch(Reason.DATABASE::isOf);
      assertThat(System.nanoTime() - start).isLessThan(Await.TIMEOUT.toNanos());

      database.restore();
      records.awaitDurable();
      Await.until(
          "the end of the outage is reported", () -> records.status().unavailable().isEmpty());
      Await.result(records.create(Entries.submitted("after")));
      assertThat(records.readAll().entries())
          .extracting(StudyEntry::id)
          .containsExactly("after", "before");
    }
  }

  @Test
  void readingWithoutTheDatabaseFailsWithItsAddress() {
    try (RecordSystem records = RecordSystem.start(settings)) {
      database.disconnect();

      assertThatThrownBy(records::readAll)
          .matches(Reason.DATABASE::isOf)
          .hasMessageContaining(settings.url());
    }
  }

  @Test
  void entriesOfAnotherFormatAreReportedAndNotOverwritten() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      records.save(Entries.running("a", 1));
      records.save(Entries.running("b", 1));
      records.awaitDurable();
      TestDatabase.execute(
          settings,
          "UPDATE study_record SET state_serial_manifest = 'study/7' WHERE persistence_id ="
              + " 'study|a'");
    }

    try (RecordSystem records = RecordSystem.start(settings)) {
      UnreadableEntry unreadable =
          new UnreadableEntry(
              "a",
              "has the format study/7, but this Revcor reads study/1 and study/2; a newer Revcor"
                  + " wrote it");
      assertThat(records.readAll().entries()).containsExactly(Entries.running("b", 1));
      assertThat(records.readAll().unreadable()).containsExactly(unreadable);
      assertThatThrownBy(() -> Await.result(records.create(Entries.running("a", 2))))
          .hasMessage("the entry of study a " + unreadable.problem());
      assertThat(records.readAll().unreadable()).containsExactly(unreadable);

      records.remove("a");
      records.awaitDurable();
      assertThat(records.readAll().unreadable()).isEmpty();
    }
  }

  @Test
  void aDatabaseThatRejectsWritesIsReported() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings)) {
      TestDatabase.execute(
          settings, "ALTER TABLE study_record ADD CONSTRAINT full_disk CHECK (1 = 0)");
      records.save(Entries.running("a", 1));
      Await.until("the problem is reported", () -> records.status().unavailable().isPresent());
      assertThat(records.status().unavailable().orElseThrow().problem())
          .isEqualTo(
              "the database %s responds but does not store what is written"
                  .formatted(settings.url()));

      TestDatabase.execute(settings, "ALTER TABLE study_record DROP CONSTRAINT full_disk");
      records.awaitDurable();
      Await.until(
          "the end of the outage is reported", () -> records.status().unavailable().isEmpty());
      assertThat(records.readAll().entries()).containsExactly(Entries.running("a", 1));
    }
  }

  @Test
  void theSchemaIsCreatedOnceAndCheckedRepeatedly() throws Exception {
    DatabaseSettings checking = checking();
    assertThatThrownBy(() -> Database.open(checking))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessage(
            "the schema of the database %s does not exist, and revcor.database.schema is check:"
                + " execute the SQL that \"revcor database schema\" prints, or set"
                + " revcor.database.schema to update",
            settings.url());

    TestDatabase.execute(settings, DatabaseSchema.statements(settings.url()));
    TestDatabase.execute(settings, DatabaseSchema.statements(settings.url()));
    Database.open(checking);
    Database.open(settings);
    Database.open(settings);

    TestDatabase.execute(settings, "DELETE FROM revcor_schema");
    Database.open(settings);
    Database.open(checking);
  }

  @Test
  void aNewerSchemaIsRejected() throws Exception {
    Database.open(settings);
    TestDatabase.execute(settings, "INSERT INTO revcor_schema (version) VALUES (2)");

    assertThatThrownBy(() -> Database.open(settings))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessage(
            "the schema of the database %s has version 2, and this Revcor supports at most 1: run a"
                + " newer Revcor, or set revcor.database.url to another database",
            settings.url());
  }

  @Test
  void aWrongPasswordIsReportedWithTheSettings() {
    Database.open(settings);
    DatabaseSettings wrong =
        new DatabaseSettings(settings.url(), settings.user(), "wrong-word", SchemaMode.UPDATE);

    assertThatThrownBy(() -> Database.open(wrong))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageStartingWith(
            "the database %s rejects user revcor; correct revcor.database.user or"
                + " revcor.database.password (",
            settings.url())
        .hasMessageNotContaining("wrong-word");
  }

  @Test
  void anUnreachableDatabaseIsReportedWithTheSetting() {
    database.disconnect();

    assertThatThrownBy(() -> Database.open(settings))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageStartingWith(
            "the database %s cannot be reached; check that it runs and that revcor.database.url is"
                + " right (",
            settings.url());
  }

  private DatabaseSettings checking() {
    return new DatabaseSettings(
        settings.url(), settings.user(), settings.password(), SchemaMode.CHECK);
  }
}
