package org.revcor.observer.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.io.function.Uncheck;

/** Progress of a training. Epochs and batches count from 1. */
public sealed interface TrainingProgress {
  /**
   * Reported after each step.
   *
   * @param loss mean over the epoch so far, in nats or squared pixel values
   * @param accuracy fraction of the epoch's training images so far that were classified correctly
   *     before their step; empty for an auto-encoder
   * @param remaining estimated time to the end of the last epoch
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
   * @param quality result on the test images after the epoch, as text
   * @param elapsed training time, including earlier runs
   * @param best the observer of this epoch if it is better than all earlier ones
   * @param state state from which the training can resume
   */
  record EpochEnded(
      int epoch,
      int epochs,
      double loss,
      OptionalDouble accuracy,
      String quality,
      Duration elapsed,
      Optional<TrainedObserver> best,
      TrainingState state)
      implements TrainingProgress {
    /** Writes the state to a folder, after the observer if it is the best so far. */
    public void write(Path folder) {
      best.ifPresent(observer -> Uncheck.run(() -> observer.write(folder)));
      Uncheck.run(() -> state.write(folder));
    }
  }

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
