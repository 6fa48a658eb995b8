package org.revcor.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;

/**
 * The tables of the records. A migration for each version lies among the resources; each can be
 * carried out again without harm, and writes its number into {@code revcor_schema} at its end.
 */
public final class Schema {
  static final String TABLE = "study_record";

  /** The version that this Revcor needs. */
  static final int VERSION = 1;

  private static final String VERSIONS = "revcor_schema";

  private Schema() {}

  /**
   * All statements that make the schema, or bring an older one up to date.
   *
   * @param url the address of the database that they are for
   * @throws InvalidInputException if no such database can be used
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

  /** The version of a database's schema; 0 if it has none. */
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

  /** Carries out the migrations that come after a version, all or none where the database can. */
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
    String name = "%s/%d.sql".formatted(dialect.folder(), version);
    try (InputStream resource =
        Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
