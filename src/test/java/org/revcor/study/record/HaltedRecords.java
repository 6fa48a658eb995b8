package org.revcor.study.record;

import java.nio.file.Path;
import org.revcor.study.record.DatabaseSettings.SchemaMode;

/** A process that makes entries durable and then halts without closing the database. */
final class HaltedRecords {
  static final int EXIT_CODE = 9;
  static final int ENTRIES = 20;

  private HaltedRecords() {}

  public static void main(String[] arguments) throws Throwable {
    RecordSystem records =
        RecordSystem.start(StoredEntries.embedded(Path.of(arguments[0]), SchemaMode.UPDATE));
    for (int trials = 1; trials <= ENTRIES; trials++) {
      records.save(Entries.running("a", trials));
      records.awaitDurable();
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
