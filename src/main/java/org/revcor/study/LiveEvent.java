package org.revcor.study;

import java.nio.ByteBuffer;

/** What a live client gets. */
public sealed interface LiveEvent {
  /** The study has changed. */
  record Changed(StudyView study) implements LiveEvent {}

  /**
   * A frame, as laid out in {@code docs/live-feed.md}.
   *
   * @param bytes read-only, shared between clients: duplicate it before reading
   */
  record Frame(ByteBuffer bytes) implements LiveEvent {}

  /** The study was deleted; nothing follows. */
  record Gone() implements LiveEvent {}
}
