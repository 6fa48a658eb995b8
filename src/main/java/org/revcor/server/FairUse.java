package org.revcor.server;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.revcor.inference.Mebibytes;
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
  private record Usage(RateLimit requests, RateLimit uploads, AtomicInteger liveClients) {}

  private Usage of(Caller caller) {
    return usage.computeIfAbsent(
        Objects.requireNonNullElse(caller.name(), ""),
        name ->
            new Usage(
                new RateLimit(limits.requestsPerSecond(), Duration.ofSeconds(1), System.nanoTime()),
                new RateLimit(limits.uploadBytes(), HOUR, System.nanoTime()),
                new AtomicInteger()));
  }

  /**
   * Counts a request, and returns it with a body whose bytes are counted.
   *
   * @throws RefusedException if it exceeds the requests or the uploads of its token
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
    if (request.entity().isKnownEmpty()) {
      return request;
    }
    long declared = request.entity().getContentLengthOption().orElse(0);
    Duration uploadWait = used.uploads().take(declared, System.nanoTime());
    if (uploadWait.isPositive()) {
      throw refusal(
          caller,
          "%s uploaded within an hour, the maximum (limits.uploads-per-hour)"
              .formatted(Mebibytes.of(limits.uploadBytes())),
          uploadWait);
    }
    return declared > 0 ? request : request.transformEntityDataBytes(counting(used.uploads()));
  }

  private static Flow<ByteString, ByteString, NotUsed> counting(RateLimit uploads) {
    return Flow.of(ByteString.class)
        .map(
            chunk -> {
              uploads.charge(chunk.length());
              return chunk;
            });
  }

  /**
   * Returns the number of open live feeds of a token, which each feed changes.
   *
   * @throws RefusedException if it has reached the maximum
   */
  AtomicInteger liveClients(Caller caller) {
    AtomicInteger open = of(caller).liveClients();
    if (open.get() >= limits.liveClients()) {
      throw refusal(
          caller,
          "%d live feeds are open, the maximum (limits.live-clients)"
              .formatted(limits.liveClients()),
          LIVE_RETRY);
    }
    return open;
  }

  private static RefusedException refusal(Caller caller, String what, Duration wait) {
    return new RefusedException(
        Problem.limitReached(
            "%s: %s; try again".formatted(OwnerLimits.words(caller.name()), what), wait));
  }
}
