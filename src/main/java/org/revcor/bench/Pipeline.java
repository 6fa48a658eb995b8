package org.revcor.bench;

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

  /** Pauses it; nothing of it runs on return. */
  void pause();

  @Override
  void close();
}
