package org.revcor.bench;

import java.time.Duration;

/** A whole study that goes on and pauses when it is told. */
public interface Pipeline extends AutoCloseable {
  /** Has it go on from where it is. */
  void goOn();

  /**
   * Trials folded so far.
   *
   * @throws org.revcor.ObserverFailedException if the study has failed
   */
  long trials();

  /** Time that it takes, whenever it goes on, from its first block on until it is as it stays. */
  Duration settling();

  /** Pauses it; nothing of it runs on return. */
  void pause();

  @Override
  void close();
}
