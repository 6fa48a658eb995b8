package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Asks a server several times a second whether it is ready. */
final class Readiness {
  private static final long INTERVAL_MILLIS = 200;

  private final ServerProcess server;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();

  private Readiness(ServerProcess server) {
    this.server = server;
  }

  static Readiness watch(ServerProcess server) {
    Readiness readiness = new Readiness(server);
    ScheduledFuture<?> unused =
        readiness.clock.scheduleWithFixedDelay(
            readiness::ask, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    return readiness;
  }

  private void ask() {
    try {
      JsonNode response = server.readiness();
      seen.add(response.path("status").asText());
    } catch (RuntimeException failed) {
      seen.add(failed.toString());
    }
  }

  /** Stops asking, and requires that the server has always been ready. */
  void requireReady() throws InterruptedException {
    clock.shutdown();
    assertThat(clock.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(seen).isNotEmpty().containsOnly("ready");
  }
}
