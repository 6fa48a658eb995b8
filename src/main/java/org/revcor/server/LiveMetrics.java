package org.revcor.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics of the live feeds. */
final class LiveMetrics {
  private final AtomicInteger clients;
  private final Counter frames;

  LiveMetrics(MeterRegistry registry) {
    clients = new AtomicInteger();
    registry.gauge("revcor.live.clients", clients);
    frames = registry.counter("revcor.live.frames");
  }

  void joined() {
    clients.incrementAndGet();
  }

  void left() {
    clients.decrementAndGet();
  }

  void frame() {
    frames.increment();
  }
}
