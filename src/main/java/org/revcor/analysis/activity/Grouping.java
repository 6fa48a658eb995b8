package org.revcor.analysis.activity;

import org.revcor.analysis.ObserverOutputs;
import org.revcor.observer.ObserverDescription;

/** Assigns stimuli to groups, wholly or by weights. */
public interface Grouping {
  /** Returns the number of groups. */
  int groups();

  /**
   * Weighs a stimulus.
   *
   * @param stimulus number of the stimulus
   * @param outputs the observer's raw outputs
   * @param weights receives the weight in each group; all 0 before
   */
  void weigh(int stimulus, float[] outputs, double[] weights);

  /** Weighs a stimulus, see {@link #weigh}. */
  @FunctionalInterface
  interface Weigher {
    void weigh(int stimulus, float[] outputs, double[] weights);
  }

  /** Returns groups with weights from {@code weigher}. */
  static Grouping of(int groups, Weigher weigher) {
    return new Grouping() {
      @Override
      public int groups() {
        return groups;
      }

      @Override
      public void weigh(int stimulus, float[] outputs, double[] weights) {
        weigher.weigh(stimulus, outputs, weights);
      }
    };
  }

  /** Returns groups known in advance: a group number from 0 for each stimulus. */
  static Grouping known(int[] numbers, int groups) {
    return of(groups, (stimulus, outputs, weights) -> weights[numbers[stimulus]] = 1);
  }

  /** Groups stimuli by the observer's predicted class. */
  static Grouping byResponse(ObserverDescription observer) {
    return of(
        observer.classes().size(),
        (stimulus, outputs, weights) -> weights[ObserverOutputs.label(outputs)] = 1);
  }

  /** Weighs each stimulus in every class by the observer's probability for it. */
  static Grouping byProbability(ObserverDescription observer) {
    return of(
        observer.classes().size(),
        (stimulus, outputs, weights) ->
            System.arraycopy(
                ObserverOutputs.probabilities(outputs, observer), 0, weights, 0, weights.length));
  }
}
