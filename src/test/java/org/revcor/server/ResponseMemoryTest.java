package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.server.RunningServer.await;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ResponseMemoryTest {
  private static final int BYTES = 2 << 20;

  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void responsesBeyondTheBoundAreRefusedUntilOthersAreSent() throws Exception {
    ResponseMemory memory = new ResponseMemory(2 * BYTES, Duration.ofMinutes(1), 1 << 16);
    SinkQueueWithCancel<ByteString> first = send(memory.bound(response(BYTES), true));
    SinkQueueWithCancel<ByteString> second = send(memory.bound(response(BYTES), true));

    HttpResponse refused = memory.bound(response(BYTES), true);
    HttpResponse small = response(1 << 20);
    assertThat(memory.bound(response(BYTES), false).status().intValue()).isEqualTo(200);

    assertThat(refused.status().intValue()).isEqualTo(503);
    assertThat(refused.getHeader("Retry-After")).isPresent();
    assertThat(memory.bound(small, true)).isSameAs(small);
    second.cancel();
    await(() -> memory.bound(response(BYTES), true).status().intValue() == 200);
    assertThat(size(first)).isEqualTo(BYTES - (256 << 10));
  }

  @Test
  void aBodyAboveTheBoundIsSentAloneAndIsComplete() throws Exception {
    ResponseMemory memory = new ResponseMemory(BYTES, Duration.ofMinutes(1), 1 << 16);
    HttpResponse large = response(5_000_001);

    HttpResponse sent = memory.bound(large, true);

    assertThat(sent.entity().getContentLengthOption()).hasValue(5_000_001);
    assertThat(
            sent.entity()
                .toStrict(10_000, Long.MAX_VALUE, kit.system())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .getData())
        .isEqualTo(((HttpEntity.Strict) large.entity()).getData());
  }

  @Test
  void aResponseThatIsNeverSentTakesNoMemory() {
    ResponseMemory memory = new ResponseMemory(BYTES, Duration.ofMinutes(1), 1 << 16);
    memory.bound(response(BYTES), true);

    assertThat(memory.bound(response(BYTES), true).status().intValue()).isEqualTo(200);
  }

  @Test
  void aClientThatReadsTooSlowlyIsCutOff() throws Exception {
    ResponseMemory memory = new ResponseMemory(BYTES, Duration.ofMillis(10), 1 << 30);

    SinkQueueWithCancel<ByteString> slow = send(memory.bound(response(BYTES), true));
    await(() -> memory.bound(response(BYTES), true).status().intValue() == 200);

    assertThatThrownBy(() -> size(slow))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  private static HttpResponse response(int bytes) {
    byte[] body = new byte[bytes];
    new SplittableRandom(1).nextBytes(body);
    return HttpResponses.of(200, HttpResponses.NPY, body);
  }

  /** Returns the body of a response, of which the client has read the first part. */
  private SinkQueueWithCancel<ByteString> send(HttpResponse response) throws Exception {
    SinkQueueWithCancel<ByteString> body =
        response
            .entity()
            .getDataBytes()
            .runWith(
                Sink.<ByteString>queue().withAttributes(Attributes.inputBuffer(1, 1)),
                kit.system());
    assertThat(next(body)).isPresent();
    return body;
  }

  private static Optional<ByteString> next(SinkQueueWithCancel<ByteString> body) throws Exception {
    return body.pull().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Reads the rest of a body and returns its size. */
  private static int size(SinkQueueWithCancel<ByteString> body) throws Exception {
    int size = 0;
    for (Optional<ByteString> part = next(body); part.isPresent(); part = next(body)) {
      size += part.get().size();
    }
    return size;
  }
}
