package org.revcor.lane;

import org.revcor.observer.ObserverSource;

/** Work for a lane, on behalf of a study. */
public sealed interface Job {
  /** The study that the seconds are charged to. */
  String study();

  ObserverSource observer();

  /**
   * Shows a block and reduces it; gives a {@link JobResult.Reduced}.
   *
   * @param stimuli given back by the sender, after the reply
   */
  record Reduce(String study, Protocol protocol, NumericPlan plan, StimulusBlock stimuli)
      implements Job {
    @Override
    public ObserverSource observer() {
      return protocol.observer();
    }
  }

  /**
   * Shows a block to the observer in its precision and in float32; gives a {@link
   * JobResult.Compared}.
   *
   * @param stimuli given back by the sender, after the reply
   */
  record Compare(String study, Protocol protocol, NumericPlan plan, StimulusBlock stimuli)
      implements Job {
    @Override
    public ObserverSource observer() {
      return protocol.observer();
    }
  }

  /**
   * Shows a few images and tells the probabilities of the classes; gives a {@link
   * JobResult.Answered}.
   *
   * @param images n x d values
   */
  record Answer(String study, ObserverSource observer, float[] images) implements Job {}
}
