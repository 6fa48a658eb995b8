package org.revcor.observer.training;

/** Follows a training, on its thread. */
public interface TrainingListener {
  void progress(TrainingProgress progress);

  /**
   * Asked after every step; true ends the training, which then gives the best of the epochs that
   * ended.
   */
  default boolean stopped() {
    return false;
  }
}
