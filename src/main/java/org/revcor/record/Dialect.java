package org.revcor.record;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The databases that can be used, and how each is spoken to. */
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

  /** The one that an address belongs to. */
  static Optional<Dialect> of(String url) {
    return Arrays.stream(values()).filter(dialect -> url.startsWith(dialect.prefix)).findFirst();
  }

  /** The driver's class. */
  String driver() {
    return driver;
  }

  /** The class by which Slick knows it. */
  String profile() {
    return profile;
  }

  /** Where its statements lie, among this package's resources. */
  String folder() {
    return folder;
  }

  /**
   * What the pool is told to ask a connection for; empty for the driver's own way.
   *
   * <p>H2 closes its database when a write finds no room. Its driver takes connections of a closed
   * database for good ones, and they would be kept when there is room again.
   */
  Map<String, String> test() {
    return switch (this) {
      case H2 -> Map.of("connectionTestQuery", "SELECT 1");
      case POSTGRESQL -> Map.of();
    };
  }

  /**
   * What its driver is told beside the address; times in seconds. Without them a server that hangs
   * would hold a connection for hours.
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
