package org.revcor.study.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.revcor.study.record.DatabaseSettings.SchemaMode;

/** Reads the entries of a database without the server. */
public final class StoredEntries {
  private StoredEntries() {}

  /**
   * Returns the entries in the file of a data folder, by id. Opens a copy, so that the server finds
   * the file unchanged.
   *
   * @param scratch folder for the copy
   */
  public static Map<String, StudyEntry> ofFile(Path dataFolder, Path scratch)
      throws IOException, SQLException {
    Path copy = Files.createTempDirectory(scratch, "entries");
    String name = "revcor.mv.db";
    Files.copy(dataFolder.resolve(name), copy.resolve(name));
    return of(embedded(copy, SchemaMode.CHECK));
  }

  /** Returns the settings of a database in a file of a data folder. */
  public static DatabaseSettings embedded(Path dataFolder, SchemaMode schema) {
    return new DatabaseSettings(DatabaseSettings.embeddedUrl(dataFolder), "revcor", "", schema);
  }

  /** Returns the entries of a database, by id. */
  public static Map<String, StudyEntry> of(DatabaseSettings settings) throws SQLException {
    return Database.open(settings).entries().entries().stream()
        .collect(Collectors.toMap(StudyEntry::id, Function.identity()));
  }
}
