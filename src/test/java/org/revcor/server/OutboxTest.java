package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private final LiveSession.Outbox outbox = new LiveSession.Outbox();

  @Test
  void onlyTheTwoNewestFramesWait() {
    for (byte i = 1; i <= 100; i++) {
      outbox.frame(ByteBuffer.wrap(new byte[] {i}));
    }

    assertThat(frame()).isEqualTo((byte) 99);
    assertThat(frame()).isEqualTo((byte) 100);
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void sendingAFrameDoesNotConsumeItsBuffer() {
    ByteBuffer shared = ByteBuffer.wrap(new byte[] {7}).asReadOnlyBuffer();
    outbox.frame(shared);

    frame();

    assertThat(shared.remaining()).isEqualTo(1);
  }

  @Test
  void textsComeFirstAndSurviveTheEnd() {
    outbox.frame(ByteBuffer.wrap(new byte[] {1}));
    outbox.add("a");
    outbox.add("b");
    outbox.end();

    assertThat(next().asTextMessage().getStrictText()).isEqualTo("a");
    assertThat(next().asTextMessage().getStrictText()).isEqualTo("b");
    assertThat(outbox.next()).isEmpty();
  }

  private byte frame() {
    return next().asBinaryMessage().getStrictData().apply(0);
  }

  private Message next() {
    return outbox.next().orElseThrow();
  }
}
