package org.revcor.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics of the live feeds: the clients now, and all frames. */
record LiveMetrics(AtomicInteger clients, Counter frames) {
  static LiveMetrics of(MeterRegistry registry) {
    AtomicInteger clients = new AtomicInteger();
    registry.gauge("revcor.live.clients", clients);
    return new LiveMetrics(clients, registry.counter("revcor.live.frames"));
  }
}
