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
 * The messages waiting for a client of the live feed: texts, the newest state, and at most as many
 * frames as it has credits.
 *
 * <p>This bounds the memory of a client that does not read. Messages are encoded only when they are
 * sent.
 */
final class Outbox {
  private static final int MAX_CREDITS = 2;

  private final Queue<String> texts = new ArrayDeque<>();
  private final Queue<ByteBuffer> frames = new ArrayDeque<>();
  private @Nullable String state;

  /** Adds a text that must not be dropped. */
  void add(String text) {
    texts.add(text);
  }

  /** Replaces the waiting state. */
  void state(String study) {
    state = study;
  }

  /** Adds a frame; drops the oldest if the client returned credits for frames not yet sent. */
  void frame(ByteBuffer bytes) {
    if (frames.size() == MAX_CREDITS) {
      frames.remove();
    }
    frames.add(bytes);
  }

  /** Drops state and frames, which are irrelevant at the end of a session. */
  void end() {
    state = null;
    frames.clear();
  }

  boolean isEmpty() {
    return texts.isEmpty() && state == null && frames.isEmpty();
  }

  /** Removes and returns the next message. */
  Optional<Message> next() {
    if (!texts.isEmpty()) {
      return Optional.of(TextMessage.create(texts.remove()));
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
