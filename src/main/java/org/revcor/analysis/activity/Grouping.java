package org.revcor.analysis.activity;

import org.revcor.analysis.ObserverOutputs;
import org.revcor.observer.ObserverDescription;

/**
 * Assigns stimuli to groups, wholly or by weights.
 *
 * @param groups number of groups
 */
public record Grouping(int groups, Weigher weigher) {
  /** Weighs stimuli. */
  @FunctionalInterface
  public interface Weigher {
    /**
     * Weighs a stimulus.
     *
     * @param stimulus number of the stimulus
     * @param outputs the observer's raw outputs
     * @param weights receives the weight in each group; all 0 before
     */
    void weigh(int stimulus, float[] outputs, double[] weights);
  }

  /** Returns groups known in advance: a group number from 0 for each stimulus. */
  public static Grouping known(int[] numbers, int groups) {
    return new Grouping(groups, (stimulus, outputs, weights) -> weights[numbers[stimulus]] = 1);
  }

  /** Groups stimuli by the observer's predicted class. */
  public static Grouping byResponse(ObserverDescription observer) {
    return new Grouping(
        observer.classes().size(),
        (stimulus, outputs, weights) -> weights[ObserverOutputs.label(outputs)] = 1);
  }

  /** Weighs each stimulus in every class by the observer's probability for it. */
  public static Grouping byProbability(ObserverDescription observer) {
    return new Grouping(
        observer.classes().size(),
        (stimulus, outputs, weights) ->
            System.arraycopy(
                ObserverOutputs.probabilities(outputs, observer), 0, weights, 0, weights.length));
  }
}
