package org.revcor.record;

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

/** A database whose schema is the right one. All methods block. */
public final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final DatabaseSettings settings;

  private Database(DatabaseSettings settings) {
    this.settings = settings;
  }

  /**
   * Creates or migrates the schema, or checks it, as the settings say.
   *
   * @throws DatabaseRefusedException if the database cannot be reached or used, or its schema is
   *     not the right one
   */
  public static Database open(DatabaseSettings settings) {
    try (Connection connection = connect(settings)) {
      int version = Schema.version(connection);
      if (version > Schema.VERSION) {
        throw new DatabaseRefusedException(
            "the schema of the database %s has version %d, and this Revcor knows %d: run the newer Revcor that made it, or give another database with revcor.database.url"
                .formatted(settings.url(), version, Schema.VERSION));
      }
      if (version < Schema.VERSION) {
        update(settings, connection, version);
      }
      return new Database(settings);
    } catch (SQLException refused) {
      throw DatabaseRefusedException.of(settings, refused);
    }
  }

  private static void update(DatabaseSettings settings, Connection connection, int version)
      throws SQLException {
    if (settings.schema() == SchemaMode.CHECK) {
      throw new DatabaseRefusedException(
          "the schema of the database %s %s, and revcor.database.schema is check: carry out what \"revcor database schema\" prints, or set it to update"
              .formatted(
                  settings.url(),
                  version == 0
                      ? "is not there"
                      : "has version %d where %d is needed".formatted(version, Schema.VERSION)));
    }
    Schema.migrate(connection, settings.dialect(), version);
    LOG.info("schema of {} brought from version {} to {}", settings.url(), version, Schema.VERSION);
  }

  /** Its address. */
  String url() {
    return settings.url();
  }

  /** All entries, by one statement. */
  RecordedStudies entries() throws SQLException {
    List<StudyEntry> entries = new ArrayList<>();
    List<UnreadableEntry> unreadable = new ArrayList<>();
    try (Connection connection = connect(settings);
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT persistence_id, state_payload, state_serial_manifest FROM "
                    + Schema.TABLE
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
   * Returns if it answers, over a connection of its own: those of the pool may be taken by what
   * waits for it.
   */
  void probe() throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1 FROM " + Schema.TABLE + " WHERE persistence_id = ''");
    }
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.url(), settings.properties());
  }
}
