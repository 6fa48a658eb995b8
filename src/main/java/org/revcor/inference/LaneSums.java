package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.revcor.estimate.HalfTally;
import org.revcor.inference.NumericPlan.BatchPosition;
import org.revcor.observer.Observer;

/** The sums that an estimator needs of each block, and how a lane computes them. */
public interface LaneSums {
  Reduction on(Observer observer, Protocol protocol);

  default double forwardsPerTrial() {
    return 1;
  }

  /** Returns whether maps cover whole stimuli, also where units of the readout see a part. */
  default boolean needWholeStimuli() {
    return false;
  }

  /**
   * Returns whether the channels are the signals, if the protocol has signals: the response of each
   * is the output of its own class in its own trials, and 0 in others.
   */
  default boolean readOwnClass() {
    return false;
  }

  interface Reduction {
    /**
     * Begins a block.
     *
     * @param reading reads results; after the last batch it ends before the tallies are requested
     */
    OfBlock begin(StimulusBlock block, NDManager manager, DeviceReader reading);
  }

  interface OfBlock extends AutoCloseable {
    void add(ShownBatch batch);

    HalfTally tally(int half);

    @Override
    default void close() {}
  }

  /**
   * A batch that is shown to the observer.
   *
   * @param shown n x C x H x W of the observer's input
   * @param averaged averaged values, n x d
   * @param scope owns temporary arrays
   */
  record ShownBatch(
      int index,
      BatchPosition position,
      NDArray rows,
      NDArray shown,
      NDArray averaged,
      NDManager scope) {
    int half() {
      return position.batch().half();
    }

    int trials() {
      return position.trials();
    }

    long trial(int row) {
      return position.first() + row;
    }
  }
}
