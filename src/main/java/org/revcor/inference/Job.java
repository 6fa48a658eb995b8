package org.revcor.inference;

import org.revcor.observer.ObserverSource;

/** Work of a study for a lane. */
public sealed interface Job {
  /** Returns the name of the study that the lane seconds are charged to. */
  String study();

  ObserverSource observer();

  /** Work on the stimuli of a block, which the sender releases after the reply. */
  sealed interface OfBlock extends Job {
    Protocol protocol();

    NumericPlan plan();

    StimulusBlock stimuli();

    @Override
    default ObserverSource observer() {
      return protocol().observer();
    }
  }

  /**
   * Shows a block and reduces it; the result is a {@link JobResult.Reduced}.
   *
   * @param outputs outputs of an {@link org.revcor.observer.ExternalObserver}; empty for a network
   */
  record Reduce(
      String study, Protocol protocol, NumericPlan plan, StimulusBlock stimuli, float[] outputs)
      implements OfBlock {
    /** Shows a block to a network. */
    public Reduce(String study, Protocol protocol, NumericPlan plan, StimulusBlock stimuli) {
      this(study, protocol, plan, stimuli, new float[0]);
    }
  }

  /**
   * Computes the stimuli that the observer is shown; the result is a {@link JobResult.Rendered}.
   */
  record Render(String study, Protocol protocol, NumericPlan plan, StimulusBlock stimuli)
      implements OfBlock {}

  /**
   * Shows a block to the observer in its precision and in float32; the result is a {@link
   * JobResult.Compared}.
   */
  record Compare(String study, Protocol protocol, NumericPlan plan, StimulusBlock stimuli)
      implements OfBlock {}

  /**
   * Computes the class probabilities of a few images; the result is a {@link JobResult.Classified}.
   *
   * @param images n x d values
   */
  record Classify(String study, ObserverSource observer, float[] images) implements Job {}
}
