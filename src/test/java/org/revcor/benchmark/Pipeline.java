package org.revcor.benchmark;

import java.time.Duration;

/** A whole study that can be resumed and paused. */
public interface Pipeline extends AutoCloseable {
  /** Starts or resumes the study. */
  void resume();

  /**
   * Returns the number of trials folded so far.
   *
   * @throws org.revcor.ObserverFailedException if the study has failed
   */
  long trials();

  /** Returns the time from the first block after a start until the speed is stable. */
  Duration settling();

  /** Pauses the study; no thread of it runs when this returns. */
  void pause();

  @Override
  void close();
}
