package org.revcor.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.revcor.file.FolderTree;

/**
 * Provides test classes with one server of the default settings. It starts with the first class and
 * stops after the last one, so tests must not depend on what else it has.
 */
final class SharedServer implements ParameterResolver {
  private record Started(RunningServer server) implements AutoCloseable {
    static Started start() {
      try {
        RunningServer server = RunningServer.start(Files.createTempDirectory("revcor-server"));
        server.startLanes(); // the time limits of requests are for a server that runs
        return new Started(server);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      Path folder = server.folder();
      server.close();
      new FolderTree(folder).delete();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RunningServer.class;
  }

  @Override
  public RunningServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedServer.class))
        .getOrComputeIfAbsent(Started.class, key -> Started.start(), Started.class)
        .server();
  }
}
