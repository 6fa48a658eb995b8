package org.revcor.study.registry;

import java.nio.ByteBuffer;

/** A message to a client of a live feed. */
public sealed interface LiveEvent {
  /**
   * The study has changed.
   *
   * @param study its view as JSON; serialized once for all clients
   */
  record Changed(String study) implements LiveEvent {}

  /**
   * A frame in the format of {@code docs/reference/live-feed.md}.
   *
   * @param bytes read-only, shared between clients: duplicate it before reading
   */
  record Frame(ByteBuffer bytes) implements LiveEvent {}

  /** The study was deleted; nothing follows. */
  record Deleted() implements LiveEvent {}
}
