package org.revcor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of servers that must know theirs before they start, or that listen again at the same. */
public final class FreePort {
  /** Systems give ports of connections, and those of servers that ask for any, above this range. */
  private static final int MIN = 20_000;

  private static final int MAX = 32_000;

  private FreePort() {}

  /** Returns a port that nothing listens at, and that no connection takes before it is used. */
  public static int find() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(MIN, MAX);
      try (ServerSocket free = new ServerSocket(port)) {
        return free.getLocalPort();
      } catch (BindException taken) {
        // another one
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
