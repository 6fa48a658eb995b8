package org.revcor.study.record;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.revcor.InvalidInputException;

/**
 * The connection settings of the database that stores the records of studies.
 *
 * @param url JDBC address, without user and password
 * @param user role that owns the tables
 * @param password never printed
 */
public record DatabaseSettings(String url, String user, String password, SchemaMode schema) {
  /** Description of a valid address, worded to follow "it must be". */
  public static final String EXPECTED_URL =
      "embedded, or an address like jdbc:postgresql://localhost:5432/revcor without user and"
          + " password";

  /** Path of the Pekko plugin's settings. */
  static final String PLUGIN = "jdbc-durable-state-store";

  /** Larger than any accepted study file. */
  private static final int MAX_ENTRY_BYTES = 1 << 26;

  private static final int CONNECTIONS = 4;
  private static final int CONNECTION_TIMEOUT_MILLIS = 3_000;
  private static final int VALIDATION_TIMEOUT_MILLIS = 1_000;

  /**
   * @throws InvalidInputException if {@link #isUsable} is false
   */
  public DatabaseSettings {
    if (!isUsable(url)) {
      throw new InvalidInputException("revcor.database.url", masked(url), EXPECTED_URL);
    }
  }

  /**
   * Returns the address of a database in the file {@code revcor.mv.db} of the data folder. The last
   * connection closes it; H2's shutdown hook would run before the last states are written. Entries
   * are stored inline: H2 stores large values outside of transactions, and a crash can lose them.
   */
  public static String embeddedUrl(Path dataFolder) {
    return "jdbc:h2:file:%s;DATABASE_TO_UPPER=false;DB_CLOSE_ON_EXIT=false;WRITE_DELAY=0;MAX_LENGTH_INPLACE_LOB=%d"
        .formatted(dataFolder.resolve("revcor").toAbsolutePath(), MAX_ENTRY_BYTES);
  }

  /** Returns whether an address names a supported database and contains no password. */
  public static boolean isUsable(String url) {
    return Dialect.of(url).isPresent() && masked(url).equals(url);
  }

  /** Returns an address with passwords and credentials replaced by {@code ***}. */
  public static String masked(String url) {
    return url.replaceAll("(?i)(password=)[^&;]*", "$1***").replaceAll("//[^/@]*@", "//***@");
  }

  /** Returns the equivalent settings of Pekko and its persistence plugin. */
  public Config forPekko() {
    Map<String, Object> database = new HashMap<>();
    database.put("connectionPool", "HikariCP");
    database.put("driver", dialect().driver());
    database.put("url", url);
    database.put("user", user);
    database.put("password", password);
    database.put("poolName", "revcor");
    database.put("numThreads", CONNECTIONS);
    database.put("maxConnections", CONNECTIONS);
    database.put("minConnections", 1);
    database.put("connectionTimeout", CONNECTION_TIMEOUT_MILLIS);
    database.put("validationTimeout", VALIDATION_TIMEOUT_MILLIS);
    database.put("properties", dialect().properties());
    database.putAll(dialect().connectionTest());
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.persistence.state.plugin",
            PLUGIN,
            PLUGIN + ".tables.durable_state.tableName",
            DatabaseSchema.TABLE,
            // The actor system closes only shared databases.
            PLUGIN + ".use-shared-db",
            "revcor",
            "pekko-persistence-jdbc.shared-databases.revcor",
            Map.of("profile", dialect().profile(), "db", database),
            "pekko.actor.serializers.revcor-study-entry",
            StudyEntrySerializer.class.getName(),
            "pekko.actor.serialization-bindings",
            Map.of("\"" + StudyEntry.class.getName() + "\"", "revcor-study-entry")),
        "settings of the database");
  }

  Dialect dialect() {
    return Dialect.of(url).orElseThrow();
  }

  /** Returns the driver's connection properties, with user and password. */
  Properties properties() {
    Properties properties = new Properties();
    properties.putAll(dialect().properties());
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return properties;
  }

  @Override
  public String toString() {
    return "DatabaseSettings[url=%s, user=%s, schema=%s]".formatted(url, user, schema);
  }

  /** The action of a server if the schema is missing or too old. */
  public enum SchemaMode {
    /** Creates or migrates it. */
    UPDATE,
    /** Refuses to start. */
    CHECK
  }

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
     * Returns the driver's properties; timeouts in seconds. Without them a hanging server would
     * block a connection for hours.
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
}
