package org.revcor.record;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A real database that can be cut off and brought back. */
interface TestDatabase extends AutoCloseable {
  /** How an empty database is reached. */
  DatabaseSettings settings();

  /** Refuses connections, and breaks those that are open. */
  void cut();

  /** What was durable is there again. */
  void restore();

  @Override
  void close();

  /** Carries out a statement aside from Revcor. */
  static void execute(DatabaseSettings settings, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.url(), settings.properties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
