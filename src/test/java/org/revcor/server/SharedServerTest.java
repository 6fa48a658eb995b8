package org.revcor.server;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that send requests to the {@link SharedServer}. */
@ExtendWith(SharedServer.class)
abstract class SharedServerTest {
  static RunningServer server;

  @BeforeAll
  static void useServer(RunningServer shared) {
    server = shared;
  }
}
