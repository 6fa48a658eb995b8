package org.revcor.study.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.revcor.study.record.DatabaseSettings.SchemaMode;

/** Measures reads and writes of records on embedded H2 and PostgreSQL; prints milliseconds. */
final class RecordBenchmark {
  private static final int WRITES = 1_000;

  private RecordBenchmark() {}

  public static void main(String[] arguments) throws Throwable {
    Path folder = Files.createTempDirectory("revcor-records");
    measure("h2", StoredEntries.embedded(folder, SchemaMode.UPDATE));
    System.out.printf("h2 file: %d kB%n", size(folder) / 1000);
    try (PostgresServer server = PostgresServer.start()) {
      measure("postgresql", server.settings());
    }
  }

  private static void measure(String name, DatabaseSettings settings) throws Throwable {
    int saved = 0;
    for (int studies : new int[] {200, 2_000}) {
      try (RecordSystem records = RecordSystem.start(settings)) {
        long start = System.nanoTime();
        for (; saved < studies; saved++) {
          records.save(Entries.running("study-%05d".formatted(saved), 1));
        }
        records.awaitDurable();
        print(name, "first entries up to " + studies, start, 1);
      }
      long start = System.nanoTime();
      try (RecordSystem records = RecordSystem.start(settings)) {
        records.readAll();
        print(name, "start and read " + studies, start, 1);
        long again = System.nanoTime();
        records.readAll();
        print(name, "read " + studies, again, 1);
      }
    }
    try (RecordSystem records = RecordSystem.start(settings)) {
      for (int round = 0; round < 2; round++) {
        long start = System.nanoTime();
        for (int trials = 0; trials < WRITES; trials++) {
          records.save(Entries.running("study-00000", trials));
          records.awaitDurable();
        }
        print(name, "an entry over another", start, WRITES);
      }
    }
  }

  private static void print(String name, String what, long start, int times) {
    System.out.printf("%s, %s: %.2f ms%n", name, what, (System.nanoTime() - start) / 1e6 / times);
  }

  private static long size(Path folder) throws IOException {
    return Files.size(folder.resolve("revcor.mv.db"));
  }
}
