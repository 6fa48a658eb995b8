package org.revcor.study.record;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A real database whose connections can be interrupted. */
interface TestDatabase extends AutoCloseable {
  /** Returns the settings of an empty database. */
  DatabaseSettings settings();

  /** Closes all connections and rejects new ones. */
  void disconnect();

  /** Makes the database with its durable entries available again. */
  void restore();

  @Override
  void close();

  /** Executes a statement on a separate connection. */
  static void execute(DatabaseSettings settings, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.url(), settings.properties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
