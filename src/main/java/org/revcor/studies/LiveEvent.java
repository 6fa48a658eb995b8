package org.revcor.studies;

import java.nio.ByteBuffer;

/** What a live client gets. */
public sealed interface LiveEvent {
  /**
   * The study has changed.
   *
   * @param study its view as JSON, written once for all clients
   */
  record Changed(String study) implements LiveEvent {}

  /**
   * A frame, as laid out in {@code docs/live-feed.md}.
   *
   * @param bytes read-only, shared between clients: duplicate it before reading
   */
  record Frame(ByteBuffer bytes) implements LiveEvent {}

  /** The study was deleted; nothing follows. */
  record Gone() implements LiveEvent {}
}
