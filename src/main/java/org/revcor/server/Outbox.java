package org.revcor.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a client of the live feed is still to be sent: of states the newest, of frames as many as it
 * has credits.
 *
 * <p>A client that does not read costs no more than this. Nothing is encoded before the client can
 * take it.
 */
final class Outbox {
  private static final int CREDITS = 2;

  private final Queue<String> said = new ArrayDeque<>();
  private final Queue<ByteBuffer> frames = new ArrayDeque<>();
  private @Nullable String state;

  /** Adds a text that must not be lost; there are few. */
  void say(String text) {
    said.add(text);
  }

  /** Takes the place of the state that waits. */
  void state(String study) {
    state = study;
  }

  /** Adds a frame; a client that returned credits for frames it has not had loses the oldest. */
  void frame(ByteBuffer bytes) {
    if (frames.size() == CREDITS) {
      frames.remove();
    }
    frames.add(bytes);
  }

  /** Drops what is only of interest while the conversation goes on. */
  void end() {
    state = null;
    frames.clear();
  }

  boolean isEmpty() {
    return said.isEmpty() && state == null && frames.isEmpty();
  }

  /** Takes the next message out. */
  Optional<Message> next() {
    if (!said.isEmpty()) {
      return Optional.of(TextMessage.create(said.remove()));
    }
    if (state != null) {
      String message = "{\"type\":\"state\",\"study\":" + state + "}";
      state = null;
      return Optional.of(TextMessage.create(message));
    }
    return Optional.ofNullable(frames.poll())
        .map(bytes -> BinaryMessage.create(ByteString.fromByteBuffer(bytes.duplicate())));
  }
}
