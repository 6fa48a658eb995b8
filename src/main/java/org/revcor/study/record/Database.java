package org.revcor.study.record;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database with the schema that this version needs. All methods block. */
public final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final DatabaseSettings settings;

  private Database(DatabaseSettings settings) {
    this.settings = settings;
  }

  /**
   * Creates or migrates the schema, or only checks it, depending on the settings.
   *
   * @throws DatabaseRefusedException if the database cannot be reached or used, or has another
   *     schema
   */
  public static Database open(DatabaseSettings settings) {
    try (Connection connection = connect(settings)) {
      int version = DatabaseSchema.version(connection);
      requireSupported(settings, version);
      if (version < DatabaseSchema.VERSION) {
        update(settings, connection, version);
      }
      return new Database(settings);
    } catch (SQLException refused) {
      throw DatabaseRefusedException.of(settings, refused);
    }
  }

  /**
   * Connects and returns the version of the schema, 0 if there is none; changes nothing.
   *
   * @throws DatabaseRefusedException if the database cannot be reached, or has a newer schema
   */
  public static int schemaVersion(DatabaseSettings settings) {
    try (Connection connection = connect(settings)) {
      int version = DatabaseSchema.version(connection);
      requireSupported(settings, version);
      return version;
    } catch (SQLException refused) {
      throw DatabaseRefusedException.of(settings, refused);
    }
  }

  private static void requireSupported(DatabaseSettings settings, int version) {
    if (version > DatabaseSchema.VERSION) {
      throw new DatabaseRefusedException(
          "the schema of the database %s has version %d, and this Revcor supports at most %d: run a newer Revcor, or set revcor.database.url to another database"
              .formatted(settings.url(), version, DatabaseSchema.VERSION));
    }
  }

  private static void update(DatabaseSettings settings, Connection connection, int version)
      throws SQLException {
    if (settings.schema() == SchemaMode.CHECK) {
      throw new DatabaseRefusedException(
          "the schema of the database %s %s, and revcor.database.schema is check: execute the SQL that \"revcor database schema\" prints, or set revcor.database.schema to update"
              .formatted(
                  settings.url(),
                  version == 0
                      ? "does not exist"
                      : "has version %d; version %d is required"
                          .formatted(version, DatabaseSchema.VERSION)));
    }
    DatabaseSchema.migrate(connection, settings.dialect(), version);
    LOG.info(
        "schema of {} migrated from version {} to {}",
        settings.url(),
        version,
        DatabaseSchema.VERSION);
  }

  String url() {
    return settings.url();
  }

  /** Reads all entries with one statement. */
  RecordedStudies entries() throws SQLException {
    List<StudyEntry> entries = new ArrayList<>();
    List<UnreadableEntry> unreadable = new ArrayList<>();
    try (Connection connection = connect(settings);
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT persistence_id, state_payload, state_serial_manifest FROM "
                    + DatabaseSchema.TABLE
                    + " WHERE tag = ? ORDER BY persistence_id")) {
      select.setString(1, StudyRecord.TAG);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String id = StudyRecord.studyOf(rows.getString(1));
          switch (StudyEntrySerializer.read(rows.getBytes(2), String.valueOf(rows.getString(3)))) {
            case StudyEntry entry -> entries.add(entry);
            case Stored.Unreadable bad -> unreadable.add(new UnreadableEntry(id, bad.problem()));
            case Stored.Absent absent -> {}
          }
        }
      }
    }
    return new RecordedStudies(entries, unreadable);
  }

  /**
   * Returns if the database responds. Opens a separate connection, since waiting writes may occupy
   * the whole pool.
   */
  boolean probe() throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      return statement.execute(
          "SELECT 1 FROM " + DatabaseSchema.TABLE + " WHERE persistence_id = ''");
    }
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.url(), settings.properties());
  }
}
