package org.revcor.study.record;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The supported databases, with their drivers and connection properties. */
enum Dialect {
  H2("jdbc:h2:", "org.h2.Driver", "slick.jdbc.H2Profile$", "h2"),
  POSTGRESQL(
      "jdbc:postgresql:", "org.postgresql.Driver", "slick.jdbc.PostgresProfile$", "postgresql");

  private final String prefix;
  private final String driver;
  private final String profile;
  private final String folder;

  Dialect(String prefix, String driver, String profile, String folder) {
    this.prefix = prefix;
    this.driver = driver;
    this.profile = profile;
    this.folder = folder;
  }

  /** Returns the dialect of a JDBC address. */
  static Optional<Dialect> of(String url) {
    return Arrays.stream(values()).filter(dialect -> url.startsWith(dialect.prefix)).findFirst();
  }

  /** Returns the class name of the driver. */
  String driver() {
    return driver;
  }

  /** Returns the class name of the Slick profile. */
  String profile() {
    return profile;
  }

  /** Returns the resource folder of its SQL statements. */
  String folder() {
    return folder;
  }

  /**
   * Returns the pool's connection test; empty means the driver's {@code isValid}.
   *
   * <p>H2 closes its database when the disk is full. Its driver reports connections to a closed
   * database as valid, and the pool would keep them.
   */
  Map<String, String> connectionTest() {
    return switch (this) {
      case H2 -> Map.of("connectionTestQuery", "SELECT 1");
      case POSTGRESQL -> Map.of();
    };
  }

  /**
   * Returns the driver's properties; timeouts in seconds. Without them a hanging server would block
   * a connection for hours.
   */
  Map<String, String> properties() {
    return switch (this) {
      case H2 -> Map.of();
      case POSTGRESQL ->
          Map.of(
              "connectTimeout", "2",
              "loginTimeout", "4",
              "socketTimeout", "10",
              "tcpKeepAlive", "true",
              "ApplicationName", "revcor");
    };
  }
}
