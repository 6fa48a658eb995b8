package org.revcor.server;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.revcor.inference.Mebibytes;
import org.revcor.server.Settings.LimitSettings;
import org.revcor.study.registry.OwnerLimits;

/**
 * Refuses requests of a token that exceed its share, with {@code 429}. All requests without a token
 * count as those of one. Thread-safe.
 */
final class FairUse {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LIVE_RETRY = Duration.ofSeconds(10);

  private final LimitSettings limits;
  private final Map<String, Usage> usage = new ConcurrentHashMap<>();

  FairUse(LimitSettings limits) {
    this.limits = limits;
  }

  /** What one token uses. */
  private record Usage(RateLimit requests, RateLimit uploads, LiveClients liveClients) {}

  /** The open live feeds of one token, at most a maximum. */
  record LiveClients(AtomicInteger open, int max) {
    /** Adds a feed; returns whether it is within the maximum. {@link #leave} removes it anyway. */
    boolean join() {
      return open.incrementAndGet() <= max;
    }

    void leave() {
      open.decrementAndGet();
    }
  }

  private Usage of(Caller caller) {
    return usage.computeIfAbsent(
        Objects.requireNonNullElse(caller.name(), ""),
        name ->
            new Usage(
                new RateLimit(limits.requestsPerSecond(), Duration.ofSeconds(1), System.nanoTime()),
                new RateLimit(limits.uploadBytes(), HOUR, System.nanoTime()),
                new LiveClients(new AtomicInteger(), limits.liveClients())));
  }

  /**
   * Counts a request, and returns it with a body whose bytes are counted.
   *
   * @throws ProblemException if it exceeds the requests or the uploads of its token
   */
  HttpRequest admit(Caller caller, HttpRequest request) {
    Usage used = of(caller);
    Duration wait = used.requests().take(1, System.nanoTime());
    if (wait.isPositive()) {
      throw refusal(
          caller,
          "%d requests a second, the maximum (limits.requests-per-second)"
              .formatted(limits.requestsPerSecond()),
          wait);
    }
    RequestEntity body = request.entity();
    if (body.isKnownEmpty()) {
      return request;
    }
    long declared = body.getContentLengthOption().orElse(0);
    if (declared > limits.uploadBytes()) {
      throw ProblemException.tooLarge(
          "the body has %s; %s may upload at most %s within an hour (limits.uploads-per-hour)"
              .formatted(
                  Mebibytes.of(declared),
                  OwnerLimits.words(caller.name()),
                  Mebibytes.of(limits.uploadBytes())));
    }
    upload(caller, declared);
    if (body.isStrict()) {
      return request; // has arrived
    }
    Flow<ByteString, ByteString, NotUsed> counting = counting(caller, declared);
    return declared > 0
        ? request.withEntity(
            HttpEntities.create(body.getContentType(), declared, body.getDataBytes().via(counting)))
        : request.transformEntityDataBytes(counting);
  }

  /**
   * Counts bytes that are uploaded.
   *
   * @throws ProblemException if they exceed the uploads of the token
   */
  private void upload(Caller caller, long bytes) {
    Duration wait = of(caller).uploads().take(bytes, System.nanoTime());
    if (wait.isPositive()) {
      throw refusal(
          caller,
          "%s uploaded within an hour, the maximum (limits.uploads-per-hour)"
              .formatted(Mebibytes.of(limits.uploadBytes())),
          wait);
    }
  }

  /**
   * Returns a flow that counts the bytes of a body beyond the declared ones, and fails if they
   * exceed the uploads of the token. If fewer than declared arrive, it gives the others back at the
   * end.
   */
  private Flow<ByteString, ByteString, NotUsed> counting(Caller caller, long declared) {
    return Flow.of(ByteString.class)
        .statefulMap(
            () -> new AtomicLong(declared),
            (left, chunk) -> {
              long beyond = Math.min(chunk.length(), -left.addAndGet(-chunk.length()));
              upload(caller, Math.max(0, beyond));
              return Pair.create(left, chunk);
            },
            left -> {
              of(caller).uploads().giveBack(Math.max(0, left.get()));
              return Optional.empty();
            });
  }

  /**
   * Returns the open live feeds of a token.
   *
   * @throws ProblemException if it has reached the maximum
   */
  LiveClients liveClients(Caller caller) {
    LiveClients clients = of(caller).liveClients();
    if (clients.open().get() >= clients.max()) {
      throw refusal(
          caller,
          "%d live feeds are open, the maximum (limits.live-clients)".formatted(clients.max()),
          LIVE_RETRY);
    }
    return clients;
  }

  private static ProblemException refusal(Caller caller, String what, Duration wait) {
    return ProblemException.limitReached(
        "%s: %s; try again".formatted(OwnerLimits.words(caller.name()), what), wait);
  }

  /**
   * A limit on an amount per time, as a token bucket: it fills at a constant rate, and what it
   * holds can be taken at once. Thread-safe.
   */
  static final class RateLimit {
    private final double max;
    private final double perNano;
    private double level;
    private long filledAt;

    /**
     * @param max amount per interval, and the most that can be taken at once
     * @param now time in nanoseconds, of any origin, as of the other methods
     */
    RateLimit(long max, Duration interval, long now) {
      this.max = max;
      this.perNano = max / (double) interval.toNanos();
      this.level = max;
      this.filledAt = now;
    }

    /**
     * Takes an amount if it is there.
     *
     * @return time until it is; zero if it was taken
     */
    synchronized Duration take(long amount, long now) {
      level = Math.min(max, level + (now - filledAt) * perNano);
      filledAt = now;
      if (amount > level) {
        return Duration.ofNanos((long) Math.ceil((amount - level) / perNano));
      }
      level -= amount;
      return Duration.ZERO;
    }

    /** Gives back what was taken and not used. */
    synchronized void giveBack(long amount) {
      level += amount;
    }
  }
}
