package org.revcor.study.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;

/** The blocks whose outputs a study waits for, and the clients that have them or wait for one. */
final class BlockLeases {
  /** Time without a lease after which blocks are unattended. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  /**
   * A lease.
   *
   * @param deadline time at which it ends, of {@link System#nanoTime}
   */
  record Open(long block, String source, long deadline) {}

  private static final class Block {
    private final ResponseCollector.Want request;
    private byte @Nullable [] stimuli;
    private boolean isLeased;

    Block(ResponseCollector.Want request) {
      this.request = request;
    }
  }

  private record Waiting(ResponseCollector.Lease request, long deadline) {
    void reply(Optional<ResponseCollector.Leased> leased) {
      request.replyTo().tell(StatusReply.success(leased));
    }
  }

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final TreeMap<Long, Block> wanted = new TreeMap<>();
  private final Map<String, Open> leases = new HashMap<>();
  private boolean isForgotten;
  private long lastLease = System.nanoTime() - QUIET.toNanos();

  void want(ResponseCollector.Want request) {
    wanted.put(request.block(), new Block(request));
  }

  boolean isWanted(long block) {
    return wanted.containsKey(block);
  }

  void drawn(long block, byte[] stimuli) {
    Block each = wanted.get(block);
    if (each != null) {
      each.stimuli = stimuli;
    }
  }

  void add(ResponseCollector.Lease client, long now) {
    waiting.add(new Waiting(client, now + client.timeout().toNanos()));
  }

  /** Leases blocks to the clients that wait, and refuses those that have waited long enough. */
  void grant(Duration duration, long now) {
    while (!waiting.isEmpty()) {
      Optional<ResponseCollector.Leased> leased =
          lease(waiting.getFirst().request().source(), duration, now);
      if (leased.isEmpty()) {
        break;
      }
      waiting.removeFirst().reply(leased);
    }
    waiting.removeIf(
        client -> {
          boolean late = client.deadline() - now <= 0;
          if (late) {
            client.reply(Optional.empty());
          }
          return late;
        });
  }

  void endWaiting() {
    waiting.forEach(client -> client.reply(Optional.empty()));
    waiting.clear();
  }

  /** Leases the first block that no client has; empty if there is none. */
  private Optional<ResponseCollector.Leased> lease(String source, Duration duration, long now) {
    for (Map.Entry<Long, Block> each : wanted.entrySet()) {
      byte[] stimuli = each.getValue().stimuli;
      if (stimuli != null && !each.getValue().isLeased) {
        String id = UUID.randomUUID().toString();
        leases.put(id, new Open(each.getKey(), source, now + duration.toNanos()));
        each.getValue().isLeased = true;
        lastLease = now;
        return Optional.of(new ResponseCollector.Leased(id, each.getKey(), stimuli, duration));
      }
    }
    return Optional.empty();
  }

  /**
   * Returns a lease that can be used.
   *
   * @throws RefusedException if it has ended
   */
  Open require(String lease) {
    Open open = leases.get(lease);
    if (open == null) {
      throw RefusedException.conflict(
          "lease %s is not open: it has expired, it was used or given back, or it is of another study"
              .formatted(lease));
    }
    return open;
  }

  void answered(String lease, float[] outputs) {
    Open open = leases.remove(lease);
    lastLease = System.nanoTime();
    Block answered = open == null ? null : wanted.remove(open.block());
    if (answered != null) {
      answered.request.replyTo().tell(StatusReply.success(outputs));
    }
  }

  /** Ends a lease, so that another client can have its block; throws as {@link #require}. */
  void release(String lease) {
    Open open = require(lease);
    leases.remove(lease);
    Block released = wanted.get(open.block());
    if (released != null && isForgotten) {
      wanted.remove(open.block());
    } else if (released != null) {
      released.isLeased = false;
    }
  }

  void expire(long now) {
    leases.entrySet().stream()
        .filter(lease -> lease.getValue().deadline() - now <= 0)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::release);
  }

  void forget() {
    isForgotten = true;
    wanted.values().removeIf(each -> !each.isLeased);
  }

  /**
   * Returns whether the study waits for blocks, and no client has had or wanted one for a while.
   */
  boolean areUnattended(long now) {
    return !wanted.isEmpty()
        && waiting.isEmpty()
        && leases.isEmpty()
        && now - lastLease >= QUIET.toNanos();
  }

  void refuse(Throwable problem) {
    wanted.values().forEach(each -> each.request.replyTo().tell(StatusReply.error(problem)));
    wanted.clear();
    leases.clear();
  }
}
