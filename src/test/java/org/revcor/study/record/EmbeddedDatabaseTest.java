package org.revcor.study.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.Await;
import org.revcor.study.record.Database.DatabaseRefusedException;
import org.revcor.study.record.DatabaseSettings.SchemaMode;

/** Tests the default database, a file in the data folder. */
@Tag("full")
final class EmbeddedDatabaseTest {
  @TempDir private Path folder;

  private DatabaseSettings settings() {
    return StoredEntries.embedded(folder, SchemaMode.UPDATE);
  }

  @Test
  void entriesAreInAFileOfTheDataFolder_thatIsUnlockedAtTheEnd() throws Throwable {
    for (int run = 1; run <= 3; run++) {
      try (RecordSystem records = RecordSystem.start(settings())) {
        records.save(Entries.running("a", run));
        records.awaitDurable();
      }
      assertThat(folder.resolve("revcor.mv.db")).exists();
      try (RecordSystem records = RecordSystem.start(settings())) {
        assertThat(records.readAll().entries()).containsExactly(Entries.running("a", run));
      }
    }
  }

  @Test
  void theDatabaseDoesNotGrowWithOverwrittenEntries() throws Throwable {
    try (RecordSystem records = RecordSystem.start(settings())) {
      records.save(Entries.running("a", 0));
      records.awaitDurable();
    }
    Path file = folder.resolve("revcor.mv.db");
    long before = Files.size(file);
    try (RecordSystem records = RecordSystem.start(settings())) {
      for (int trials = 1; trials <= 300; trials++) {
        records.save(Entries.running("a", trials));
        records.awaitDurable();
      }
    }
    // H2 compacts for at most 200 ms whenever it closes, which a busy machine may take from it
    for (int more = 0; more < 20 && Files.size(file) >= 2 * before; more++) {
      RecordSystem.start(settings()).close();
    }

    assertThat(Files.size(file)).isLessThan(2 * before);
  }

  @Test
  void durableEntriesSurviveAHaltOfTheProcess() throws Throwable {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                HaltedRecords.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(HaltedRecords.EXIT_CODE);

    try (RecordSystem records = RecordSystem.start(settings())) {
      assertThat(records.readAll().entries())
          .containsExactly(Entries.running("a", HaltedRecords.ENTRIES));
    }
  }

  @Test
  void aRecordRepliesWhenItIsDurable() throws Throwable {
    try (RecordSystem system = RecordSystem.start(settings())) {
      TestProbe<StudyRecord.Outcome> outcomes = TestProbe.create(system.system());
      ActorRef<StudyRecord.Command> record =
          system.system().systemActorOf(StudyRecord.create("a"), "a", Props.empty());

      record.tell(new StudyRecord.Put(Entries.submitted("a"), 1, outcomes.ref()));
      record.tell(new StudyRecord.Put(Entries.running("a", 9), 2, outcomes.ref()));
      outcomes.expectMessage(new StudyRecord.Written("a", 1));
      outcomes.expectMessage(new StudyRecord.Written("a", 2));
      assertThat(system.readAll().entries()).containsExactly(Entries.running("a", 9));
      record.tell(new StudyRecord.Delete(outcomes.ref()));
      outcomes.expectMessage(new StudyRecord.Gone("a"));
      outcomes.expectTerminated(record);
    }
  }

  @Test
  void aFileThatIsNotADatabaseIsReportedWithTheSetting() throws Exception {
    Files.writeString(folder.resolve("revcor.mv.db"), "not a database".repeat(1000));

    assertThatThrownBy(() -> Database.open(settings()))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageStartingWith(
            "the database %s cannot be used; check the settings revcor.database.* (",
            settings().url());
  }
}
