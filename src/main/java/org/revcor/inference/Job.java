package org.revcor.inference;

import org.revcor.observer.ObserverSource;

/** Work of a study for a lane. */
public sealed interface Job {
  /** Returns the name of the study that the lane seconds are charged to. */
  String study();

  ObserverSource observer();

  /**
   * Shows a block and reduces it; the result is a {@link JobResult.Reduced}.
   *
   * @param stimuli released by the sender after the reply
   */
  record Reduce(String study, Protocol protocol, NumericPlan plan, StimulusBlock stimuli)
      implements Job {
    @Override
    public ObserverSource observer() {
      return protocol.observer();
    }
  }

  /**
   * Shows a block to the observer in its precision and in float32; the result is a {@link
   * JobResult.Compared}.
   *
   * @param stimuli released by the sender after the reply
   */
  record Compare(String study, Protocol protocol, NumericPlan plan, StimulusBlock stimuli)
      implements Job {
    @Override
    public ObserverSource observer() {
      return protocol.observer();
    }
  }

  /**
   * Computes the class probabilities of a few images; the result is a {@link JobResult.Classified}.
   *
   * @param images n x d values
   */
  record Classify(String study, ObserverSource observer, float[] images) implements Job {}
}
