package org.revcor.observer.training;

/** Receives the progress of a training on its thread, and can stop it. */
public interface TrainingListener {
  void progress(TrainingProgress progress);

  /**
   * Returns whether to stop the training. It is called after every step. The result of a stopped
   * training is the best completed epoch.
   */
  default boolean stopped() {
    return false;
  }
}
