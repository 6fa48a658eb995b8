package org.revcor.server;

import java.util.Optional;
import org.revcor.study.record.DatabaseSettings;
import org.revcor.study.record.PostgresServer;

/** The database of a server under test: embedded H2, or a new PostgreSQL server. */
final class AnyDatabase implements AutoCloseable {
  private final Optional<PostgresServer> postgres;

  private AnyDatabase(Optional<PostgresServer> postgres) {
    this.postgres = postgres;
  }

  static AnyDatabase embedded() {
    return new AnyDatabase(Optional.empty());
  }

  static AnyDatabase postgres() {
    return new AnyDatabase(Optional.of(PostgresServer.start()));
  }

  /** Returns the settings of a server: keys and values alternate. */
  String[] settings() {
    return postgres.map(server -> settings(server.settings())).orElseGet(() -> new String[0]);
  }

  private static String[] settings(DatabaseSettings settings) {
    return new String[] {
      "database.url", settings.url(),
      "database.user", settings.user(),
      "database.password", settings.password()
    };
  }

  /** Returns the start of its address. */
  String url() {
    return postgres.map(server -> server.settings().url()).orElse("jdbc:h2:file:");
  }

  @Override
  public void close() {
    postgres.ifPresent(PostgresServer::close);
  }
}
