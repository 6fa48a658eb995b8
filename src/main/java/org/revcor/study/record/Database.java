package org.revcor.study.record;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.revcor.RevcorException;
import org.revcor.study.record.DatabaseSettings.SchemaMode;
import org.revcor.study.record.RecordedStudies.UnreadableEntry;
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

  /** The database cannot be used; the message names the setting to correct. */
  public static final class DatabaseRefusedException extends RevcorException {
    private static final long serialVersionUID = 1L;

    private static final int H2_DATABASE_MISSING = 90_146;
    private static final int H2_DATABASE_MISSING_HERE = 90_149;
    private static final int H2_IN_USE = 90_020;
    private static final int H2_BROKEN = 90_067;

    DatabaseRefusedException(String message) {
      super(message);
    }

    DatabaseRefusedException(String message, Throwable cause) {
      super(message, cause);
    }

    /** Describes the obstacle in one line, by the class of the SQLSTATE code. */
    static DatabaseRefusedException of(DatabaseSettings settings, SQLException refused) {
      String firstLine = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
      return new DatabaseRefusedException(
          sentence(settings, refused) + " (" + DatabaseSettings.masked(firstLine) + ")", refused);
    }

    private static String sentence(DatabaseSettings settings, SQLException refused) {
      String state = String.valueOf(refused.getSQLState()).toUpperCase(Locale.ROOT);
      int code = refused.getErrorCode();
      if (state.startsWith("28")) {
        return "the database %s rejects user %s; correct revcor.database.user or revcor.database.password"
            .formatted(settings.url(), settings.user());
      }
      if (state.equals("3D000")
          || code == H2_DATABASE_MISSING
          || code == H2_DATABASE_MISSING_HERE) {
        return "the database %s does not exist; create it, or correct revcor.database.url"
            .formatted(settings.url());
      }
      if (code == H2_IN_USE) {
        return "the database %s is in use by another program; stop that program, or set revcor.database.url to another database"
            .formatted(settings.url());
      }
      if (state.startsWith("08") || code == H2_BROKEN) {
        return "the database %s cannot be reached; check that it runs and that revcor.database.url is right"
            .formatted(settings.url());
      }
      if (state.equals("42501")) {
        return "user %s may not create tables in the database %s; grant the right, or have an authorized user execute the SQL that \"revcor database schema\" prints and set revcor.database.schema to check"
            .formatted(settings.user(), settings.url());
      }
      return "the database %s cannot be used; check the settings revcor.database.*"
          .formatted(settings.url());
    }
  }
}
