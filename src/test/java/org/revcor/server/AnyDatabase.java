package org.revcor.server;

import java.util.Optional;
import org.revcor.record.DatabaseSettings;
import org.revcor.record.PostgresServer;

/** The database of a server that is tested: H2 in its data folder, or a PostgreSQL of its own. */
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

  /** What a server is told of it: keys and values in turn. */
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

  /** How its address begins. */
  String url() {
    return postgres.map(server -> server.settings().url()).orElse("jdbc:h2:file:");
  }

  @Override
  public void close() {
    postgres.ifPresent(PostgresServer::close);
  }
}
