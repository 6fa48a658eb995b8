package org.revcor.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a database has of studies, read past the server. */
public final class StoredEntries {
  private StoredEntries() {}

  /**
   * The entries in the file of a data folder, by id. A copy is opened, so that it is the server
   * that finds the file as it was left.
   *
   * @param scratch where the copy goes
   */
  public static Map<String, StudyEntry> ofFile(Path dataFolder, Path scratch)
      throws IOException, SQLException {
    Path copy = Files.createTempDirectory(scratch, "entries");
    String name = "revcor.mv.db";
    Files.copy(dataFolder.resolve(name), copy.resolve(name));
    return of(DatabaseSettings.embedded(copy, SchemaMode.CHECK));
  }

  /** The entries of a database, by id. */
  public static Map<String, StudyEntry> of(DatabaseSettings settings) throws SQLException {
    return Database.open(settings).entries().entries().stream()
        .collect(Collectors.toMap(StudyEntry::id, Function.identity()));
  }
}
