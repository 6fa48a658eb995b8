package org.revcor.study.record;

import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.tools.Server;
import org.revcor.FreePort;
import org.revcor.study.record.DatabaseSettings.SchemaMode;

/** H2 as a TCP server, since an embedded database cannot be disconnected. */
final class H2Server implements TestDatabase {
  private final Path folder;
  private final int port;
  private Server server;

  private H2Server(Path folder, int port) throws SQLException {
    this.folder = folder;
    this.port = port;
    this.server = startServer();
  }

  static H2Server start(Path folder) {
    try {
      return new H2Server(folder, FreePort.find());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Server startServer() throws SQLException {
    return Server.createTcpServer(
            "-tcpPort", "" + port, "-baseDir", folder.toString(), "-ifNotExists")
        .start();
  }

  @Override
  public DatabaseSettings settings() {
    return new DatabaseSettings(
        "jdbc:h2:tcp://localhost:%d/./records;DATABASE_TO_UPPER=false".formatted(port),
        "revcor",
        "secret",
        SchemaMode.UPDATE);
  }

  @Override
  public void disconnect() {
    server.stop();
  }

  @Override
  public void restore() {
    try {
      server = startServer();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
