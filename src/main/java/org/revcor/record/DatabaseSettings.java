package org.revcor.record;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.revcor.InvalidInputException;

/**
 * Which database has the records of studies.
 *
 * @param url its JDBC address, without user and password
 * @param user role that owns the tables
 * @param password never printed
 */
public record DatabaseSettings(String url, String user, String password, SchemaMode schema) {
  /** What an address must be, worded to follow "it must be". */
  public static final String EXPECTED_URL =
      "embedded, or an address like jdbc:postgresql://localhost:5432/revcor without user and password";

  /** Where the plugin's own settings stand. */
  static final String PLUGIN = "jdbc-durable-state-store";

  /** No study file that is taken comes near it. */
  private static final int ENTRY_BYTES = 1 << 26;

  private static final int CONNECTIONS = 4;
  private static final int CONNECTION_MILLIS = 3_000;
  private static final int VALIDATION_MILLIS = 1_000;

  /**
   * @throws InvalidInputException if {@link #usable} is false
   */
  public DatabaseSettings {
    if (!usable(url)) {
      throw new InvalidInputException("revcor.database.url", masked(url), EXPECTED_URL);
    }
  }

  /** The settings of a database in a file of the data folder. */
  public static DatabaseSettings embedded(Path dataFolder, SchemaMode schema) {
    return new DatabaseSettings(embeddedUrl(dataFolder), "revcor", "", schema);
  }

  /**
   * The address of a database in the file {@code revcor.mv.db} of the data folder. It is closed
   * with its last connection and not by H2's own hook, which would come before the last states are
   * written. Entries lie in their rows: H2 keeps large values aside, outside of transactions, and a
   * row may be without its value after a crash.
   */
  public static String embeddedUrl(Path dataFolder) {
    return "jdbc:h2:file:%s;DATABASE_TO_UPPER=false;DB_CLOSE_ON_EXIT=false;WRITE_DELAY=0;MAX_LENGTH_INPLACE_LOB=%d"
        .formatted(dataFolder.resolve("revcor").toAbsolutePath(), ENTRY_BYTES);
  }

  /** Whether an address is of a database that can be used, and holds no password. */
  public static boolean usable(String url) {
    return Dialect.of(url).isPresent() && masked(url).equals(url);
  }

  /** An address without what may be a password in it. */
  public static String masked(String url) {
    return url.replaceAll("(?i)(password=)[^&;]*", "$1***").replaceAll("//[^/@]*@", "//***@");
  }

  /** The same as settings of Pekko and of its plugin. */
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
    database.put("connectionTimeout", CONNECTION_MILLIS);
    database.put("validationTimeout", VALIDATION_MILLIS);
    database.put("properties", dialect().properties());
    database.putAll(dialect().test());
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.persistence.state.plugin",
            PLUGIN,
            PLUGIN + ".tables.durable_state.tableName",
            Schema.TABLE,
            // A shared database is closed with the actor system; the plugin's own one never is.
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

  /** What a driver is told beside the address. */
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
}
