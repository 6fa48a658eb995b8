package org.revcor.worker.cluster;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The results of a worker that its pool has not confirmed. */
final class UnconfirmedResults {
  private static final class Unconfirmed {
    private final byte[] result;
    private long sent;

    private Unconfirmed(byte[] result) {
      this.result = result;
    }

    private boolean isDue(long now) {
      boolean isDue = sent == 0 || now - sent > ClusterTimes.CONFIRMATION.toNanos();
      sent = isDue ? now : sent;
      return isDue;
    }
  }

  private final Map<Long, Unconfirmed> results = new LinkedHashMap<>();

  void add(long ticket, byte[] result) {
    results.put(ticket, new Unconfirmed(result));
  }

  /** Returns the results to send now, by ticket: new ones, and those that were sent long ago. */
  Map<Long, byte[]> takeDue() {
    long now = System.nanoTime();
    Map<Long, byte[]> due = new LinkedHashMap<>();
    results.forEach(
        (ticket, each) -> {
          if (each.isDue(now)) {
            due.put(ticket, each.result);
          }
        });
    return due;
  }

  void remove(long ticket) {
    results.remove(ticket);
  }

  void retain(Collection<Long> tickets) {
    results.keySet().retainAll(tickets);
  }
}
