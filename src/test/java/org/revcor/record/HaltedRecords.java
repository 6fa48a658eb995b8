package org.revcor.record;

import java.nio.file.Path;

/** A process that makes entries durable and then is no more, without a word to the database. */
final class HaltedRecords {
  static final int EXIT_CODE = 9;
  static final int ENTRIES = 20;

  private HaltedRecords() {}

  public static void main(String[] arguments) throws Throwable {
    RecordSystem records =
        RecordSystem.start(DatabaseSettings.embedded(Path.of(arguments[0]), SchemaMode.UPDATE));
    for (int trials = 1; trials <= ENTRIES; trials++) {
      records.keep(Entries.running("a", trials));
      records.awaitDurable();
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
