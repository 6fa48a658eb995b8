package org.revcor.analysis.activity;

import org.revcor.analysis.ObserverOutputs;
import org.revcor.observer.ObserverDescription;

/** Which group a stimulus belongs to, or how much to each. */
public interface Grouping {
  /** Number of groups. */
  int groups();

  /**
   * Weighs a stimulus.
   *
   * @param stimulus its number
   * @param outputs the observer's raw outputs
   * @param weights takes its weight in each group; all 0 before
   */
  void weigh(int stimulus, float[] outputs, double[] weights);

  /** Weighs a stimulus; as {@link #weigh}. */
  @FunctionalInterface
  interface Weigher {
    void weigh(int stimulus, float[] outputs, double[] weights);
  }

  /** So many groups with a way to weigh stimuli. */
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

  /** Groups that are known beforehand: a number from 0 for each stimulus. */
  static Grouping known(int[] numbers, int groups) {
    return of(groups, (stimulus, outputs, weights) -> weights[numbers[stimulus]] = 1);
  }

  /** By the class that the observer answers with. */
  static Grouping byResponse(ObserverDescription observer) {
    return of(
        observer.classes().size(),
        (stimulus, outputs, weights) -> weights[ObserverOutputs.label(outputs)] = 1);
  }

  /** To every class as much as is the probability that the observer gives it. */
  static Grouping byProbability(ObserverDescription observer) {
    return of(
        observer.classes().size(),
        (stimulus, outputs, weights) ->
            System.arraycopy(
                ObserverOutputs.probabilities(outputs, observer), 0, weights, 0, weights.length));
  }
}
