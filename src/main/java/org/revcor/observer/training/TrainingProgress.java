package org.revcor.observer.training;

import java.time.Duration;
import java.util.OptionalDouble;

/** Progress of a training. Epochs and batches count from 1. */
public sealed interface TrainingProgress {
  /**
   * Reported after each step.
   *
   * @param loss mean over the epoch so far, in nats or squared pixel values
   * @param accuracy fraction of the epoch's training images so far that were classified correctly
   *     before their step; empty for an auto-encoder
   */
  record Step(
      int epoch,
      int epochs,
      int batch,
      int batches,
      double loss,
      OptionalDouble accuracy,
      Duration remaining)
      implements TrainingProgress {}

  /**
   * Reported after each epoch.
   *
   * @param loss mean over the epoch, in nats or squared pixel values
   * @param accuracy fraction of training images classified correctly in the epoch; empty for an
   *     auto-encoder
   */
  record EpochEnded(
      int epoch,
      int epochs,
      double loss,
      OptionalDouble accuracy,
      Duration elapsed,
      TrainedObserver trained,
      boolean isBest)
      implements TrainingProgress {}

  /** Receives the progress of a training on its thread, and can stop it. */
  interface TrainingListener {
    void progress(TrainingProgress progress);

    /**
     * Returns whether to stop the training. It is called after every step. The result of a stopped
     * training is the best completed epoch.
     */
    default boolean stopped() {
      return false;
    }
  }
}
