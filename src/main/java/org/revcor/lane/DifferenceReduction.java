package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.revcor.ObserverFailedException;
import org.revcor.observer.ObserverDescription;

/**
 * Takes the steps of batches: every value that maps cover is turned over in all trials of a batch,
 * {@code g = σ² (r(x with 1) - r(x with 0))}, of which one is the response to x itself.
 *
 * <p>As many values at once as fill the largest batch, so that a batch of few trials is no waste;
 * nothing else of the size of the stimuli is held.
 */
final class DifferenceReduction {
  /** Steps are many for each trial: their sums are read as they come. */
  private static final Reading AT_ONCE = new Reading.AtOnce();

  private final Responses responses;
  private final ObserverDescription shape;
  private final GradientProtocol.Differences protocol;
  private final List<CoveredValue> covered;

  DifferenceReduction(
      Responses responses,
      ObserverDescription shape,
      GradientProtocol.Differences protocol,
      List<CoveredValue> covered) {
    this.responses = responses;
    this.shape = shape;
    this.protocol = protocol;
    this.covered = covered;
  }

  /**
   * Adds the differences of a batch to the sums of its half.
   *
   * @param rendered what is shown and, 0 or 1, what is averaged
   * @param firstTrial number of the first trial, for messages
   * @return responses to what is shown, n x channels
   * @throws ObserverFailedException if an answer is not finite
   */
  NDArray add(HalfSums sums, Renderer.Rendered rendered, long firstTrial) {
    NDArray shown = rendered.shown();
    int n = (int) shown.getShape().get(0);
    NDArray asShown =
        responses.of(Renderer.images(shown, shape), trial -> firstTrial + trial, AT_ONCE);
    int channels = (int) asShown.getShape().get(1);
    NDArray towardsOne = rendered.averaged().mul(-2).add(1);
    NDArray turn = towardsOne.mul((float) protocol.step().weight());
    NDArray factor = towardsOne.mul((float) protocol.step().variance()).transpose();
    NDArray norms = shown.getManager().zeros(new Shape(n, channels));
    int atOnce = Math.max(1, NumericPlan.MAX_TRIALS_A_BATCH / n);
    for (int first = 0; first < covered.size(); first += atOnce) {
      List<CoveredValue> values = covered.subList(first, Math.min(covered.size(), first + atOnce));
      try (NDManager scope = shown.getManager().newSubManager()) {
        NDArray steps = steps(values, shown, turn, asShown, factor, firstTrial, scope);
        NDArray squares = steps.square();
        norms.addi(squares.sum(new int[] {0}));
        add(sums, values, steps, squares, channels);
      }
    }
    sums.addNorms(n, norms.toFloatArray());
    sums.addTrials(n);
    return asShown;
  }

  /** g of some values: values x n x channels. */
  private NDArray steps(
      List<CoveredValue> values,
      NDArray shown,
      NDArray turn,
      NDArray asShown,
      NDArray factor,
      long firstTrial,
      NDManager scope) {
    long n = shown.getShape().get(0);
    long d = shape.values();
    int k = values.size();
    float[] one = new float[k * shape.values()];
    long[] columns = new long[k];
    for (int i = 0; i < k; i++) {
      columns[i] = values.get(i).index();
      one[i * shape.values() + values.get(i).index()] = 1;
    }
    NDArray attached = scope.create(one, new Shape(k, 1, d));
    NDArray turned = attached.mul(turn).add(shown).reshape(k * n, d);
    NDArray outputs =
        responses.of(Renderer.images(turned, shape), row -> firstTrial + row % n, AT_ONCE);
    NDArray difference = outputs.reshape(k, n, outputs.getShape().get(1)).sub(asShown);
    return difference.mul(factor.get(scope.create(columns)).reshape(k, n, 1));
  }

  private void add(
      HalfSums sums, List<CoveredValue> values, NDArray steps, NDArray squares, int channels) {
    float[] sum = steps.sum(new int[] {1}).toFloatArray();
    float[] squared = protocol.alone() ? new float[0] : squares.sum(new int[] {1}).toFloatArray();
    for (int i = 0; i < values.size(); i++) {
      for (CoveredValue.Place place : values.get(i).places()) {
        for (int channel : place.channels()) {
          int at = i * channels + channel;
          sums.addStep(channel, place.index(), sum[at], protocol.alone() ? 0 : squared[at]);
        }
      }
    }
  }
}
