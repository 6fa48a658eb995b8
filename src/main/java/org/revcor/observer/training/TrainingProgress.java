package org.revcor.observer.training;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a training tells while it runs. Epochs and batches count from 1. */
public sealed interface TrainingProgress {
  /**
   * A step was made.
   *
   * @param loss mean over the epoch so far: nats, or squared pixel values
   * @param accuracy fraction of training images answered rightly over the epoch so far, before
   *     their step; empty for an auto-encoder
   * @param remaining estimate of the time to the last epoch's end
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
   * An epoch ended.
   *
   * @param loss mean over the epoch: nats, or squared pixel values
   * @param accuracy fraction of training images answered rightly over the epoch; empty for an
   *     auto-encoder
   * @param quality how good it is on the test images after it, in words
   * @param elapsed time spent, that of earlier runs included
   * @param best the observer as it is now, if no epoch before was as good
   * @param state where the training stands
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
      implements TrainingProgress {}
}
