package org.revcor.study.record;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.study.record.DatabaseSettings.Dialect;

/**
 * The tables of the records. The resources contain one migration per version. Each is idempotent
 * and finally writes its number to {@code revcor_schema}.
 */
public final class DatabaseSchema {
  static final String TABLE = "study_record";

  /** The required version. */
  static final int VERSION = 1;

  private static final String VERSIONS = "revcor_schema";

  private DatabaseSchema() {}

  /**
   * Returns all statements that create the schema or migrate an older one.
   *
   * @param url address of the database
   * @throws InvalidInputException if such a database is not supported
   */
  public static String statements(String url) {
    Dialect dialect =
        Dialect.of(url)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "--url", DatabaseSettings.masked(url), DatabaseSettings.EXPECTED_URL));
    return IntStream.rangeClosed(1, VERSION)
        .mapToObj(version -> migration(dialect, version))
        .collect(Collectors.joining("\n"));
  }

  /** Returns the version of a database's schema; 0 if it does not exist. */
  static int version(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(connection.getCatalog(), connection.getSchema(), VERSIONS, null)) {
      if (!tables.next()) {
        return 0;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet newest =
            statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM " + VERSIONS)) {
      newest.next();
      return newest.getInt(1);
    }
  }

  /** Applies the migrations after a version, in one transaction where the database supports it. */
  static void migrate(Connection connection, Dialect dialect, int from) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (int version = from + 1; version <= VERSION; version++) {
        statement.execute(migration(dialect, version));
      }
    }
    connection.commit();
  }

  private static String migration(Dialect dialect, int version) {
    String name = "/org/revcor/study/record/%s/%d.sql".formatted(dialect.folder(), version);
    return Uncheck.get(() -> IOUtils.resourceToString(name, StandardCharsets.UTF_8));
  }
}
