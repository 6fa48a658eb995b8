package org.revcor.observer;

import java.time.Duration;
import java.util.Optional;

/** What a training tells while it runs. Epochs and batches count from 1. */
public sealed interface TrainingProgress {
  /**
   * A step was made.
   *
   * @param loss mean cross entropy in nats over the epoch so far
   * @param accuracy fraction of training pictures answered rightly over the epoch so far, before
   *     their step
   * @param remaining estimate of the time to the last epoch's end
   */
  record Step(
      int epoch,
      int epochs,
      int batch,
      int batches,
      double loss,
      double accuracy,
      Duration remaining)
      implements TrainingProgress {}

  /**
   * An epoch ended.
   *
   * @param loss mean cross entropy in nats over the epoch
   * @param accuracy fraction of training pictures answered rightly over the epoch
   * @param testAccuracy fraction of test pictures answered rightly after it
   * @param elapsed time since the training began
   * @param best the observer as it is now, if no epoch before had its test accuracy
   */
  record EpochEnded(
      int epoch,
      int epochs,
      double loss,
      double accuracy,
      double testAccuracy,
      Duration elapsed,
      Optional<TrainedObserver> best)
      implements TrainingProgress {}
}
