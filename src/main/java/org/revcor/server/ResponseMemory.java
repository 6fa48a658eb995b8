package org.revcor.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Bounds approximately the bytes of large responses that clients have not received yet, over all
 * connections. They are sent in parts: Pekko closes a connection on which a single part takes
 * longer than the idle timeout, even if the client reads. Thread-safe.
 */
final class ResponseMemory {
  /** Larger bodies are bounded. */
  private static final int MAX_SMALL_BYTES = 1 << 20;

  private static final int PART_BYTES = 256 << 10;

  private static final int MIN_BYTES_PER_SECOND = 64 << 10;

  private static final int SHARE_OF_HEAP = 4;

  private final long maxBytes;
  private final Duration idleTimeout;
  private final int minBytesPerSecond;
  private final AtomicLong used = new AtomicLong();

  /**
   * @param minBytesPerSecond minimum rate at which a client reads, after the idle timeout
   */
  ResponseMemory(long maxBytes, Duration idleTimeout, int minBytesPerSecond) {
    this.maxBytes = maxBytes;
    this.idleTimeout = idleTimeout;
    this.minBytesPerSecond = minBytesPerSecond;
  }

  /** Returns a bound of a quarter of the heap. */
  static ResponseMemory ofHeap(Duration idleTimeout) {
    return new ResponseMemory(
        Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, idleTimeout, MIN_BYTES_PER_SECOND);
  }

  /**
   * Returns a response whose body counts while it is sent, or a problem if others use the memory. A
   * body that is larger than the bound is accepted alone. Bodies that are streams do not count.
   *
   * @param mayRefuse whether it may become a problem; not if the request has changed anything
   */
  HttpResponse bound(HttpResponse response, boolean mayRefuse) {
    if (!(response.entity() instanceof HttpEntity.Strict strict)
        || strict.getData().size() <= MAX_SMALL_BYTES) {
      return response;
    }
    ByteString body = strict.getData();
    long before = used.get();
    if (mayRefuse && before > 0 && before + body.size() > maxBytes) {
      return ProblemException.unavailable(
              "other large responses are being sent; try again, or give the server more memory"
                  + " (REVCOR_JAVA_OPTS)")
          .response();
    }
    return response.withEntity(
        HttpEntities.create(
            strict.getContentType(), body.size(), Source.lazySource(() -> parts(body))));
  }

  /**
   * Returns a body in parts. It counts from now on, since a response may never be sent; so
   * responses that are made at the same time can exceed the bound.
   */
  private Source<ByteString, NotUsed> parts(ByteString body) {
    int bytes = body.size();
    used.addAndGet(bytes);
    return Source.range(0, (bytes - 1) / PART_BYTES)
        .map(part -> body.slice(part * PART_BYTES, (part + 1) * PART_BYTES))
        .completionTimeout(idleTimeout.plusSeconds(bytes / minBytesPerSecond))
        .watchTermination(
            (started, ended) -> {
              ended.whenComplete((done, failure) -> used.addAndGet(-bytes));
              return started;
            });
  }
}
