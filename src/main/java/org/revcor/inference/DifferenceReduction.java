package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.revcor.ObserverFailedException;
import org.revcor.observer.ObserverDescription;

/**
 * Computes the finite differences of batches: {@code g = σ² (r(x with 1) - r(x with 0))} for every
 * covered value of x. One of the two responses is that to x itself.
 *
 * <p>Values are processed together up to the maximum batch size, so that small batches are
 * efficient.
 */
record DifferenceReduction(
    Responses responses,
    ObserverDescription shape,
    GradientProtocol.Differences protocol,
    List<CoveredValue> covered) {
  /** Differences are many per trial, so their sums are read at once. */
  private static final DeviceReader IMMEDIATE = new DeviceReader.Immediate();

  /**
   * Adds the differences of a batch to the sums of its half.
   *
   * @param rendered the stimuli; averaged values are 0 or 1
   * @param firstTrial number of the first trial, for messages
   * @return responses to the stimuli, n x channels
   * @throws ObserverFailedException if an output is not finite
   */
  NDArray add(HalfTallyBuilder sums, Renderer.Rendered rendered, long firstTrial) {
    NDArray shown = rendered.shown();
    int n = (int) shown.getShape().get(0);
    NDArray asShown =
        responses.of(Renderer.images(shown, shape), trial -> firstTrial + trial, IMMEDIATE);
    int channels = (int) asShown.getShape().get(1);
    NDArray towardsOne = rendered.averaged().mul(-2).add(1);
    NDArray step = towardsOne.mul((float) protocol.step().weight());
    NDArray factor = towardsOne.mul((float) protocol.step().variance()).transpose();
    NDArray norms = shown.getManager().zeros(new Shape(n, channels));
    int chunk = Math.max(1, NumericPlan.MAX_EXACT_BATCH / n);
    for (int first = 0; first < covered.size(); first += chunk) {
      List<CoveredValue> values = covered.subList(first, Math.min(covered.size(), first + chunk));
      try (NDManager scope = shown.getManager().newSubManager()) {
        NDArray steps = steps(values, shown, step, asShown, factor, firstTrial, scope);
        NDArray squares = steps.square();
        norms.addi(squares.sum(new int[] {0}));
        add(sums, values, steps, squares, channels);
      }
    }
    sums.addNorms(n, norms.toFloatArray());
    sums.addTrials(n);
    return asShown;
  }

  /** Returns g of the values: values x n x channels. */
  private NDArray steps(
      List<CoveredValue> values,
      NDArray shown,
      NDArray step,
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
    NDArray stepped = attached.mul(step).add(shown).reshape(k * n, d);
    NDArray outputs =
        responses.of(Renderer.images(stepped, shape), row -> firstTrial + row % n, IMMEDIATE);
    NDArray difference = outputs.reshape(k, n, outputs.getShape().get(1)).sub(asShown);
    return difference.mul(factor.get(scope.create(columns)).reshape(k, n, 1));
  }

  private void add(
      HalfTallyBuilder sums,
      List<CoveredValue> values,
      NDArray steps,
      NDArray squares,
      int channels) {
    float[] sum = steps.sum(new int[] {1}).toFloatArray();
    float[] squared =
        protocol.gradientsOnly() ? new float[0] : squares.sum(new int[] {1}).toFloatArray();
    for (int i = 0; i < values.size(); i++) {
      for (CoveredValue.Entry entry : values.get(i).entries()) {
        for (int channel : entry.channels()) {
          int at = i * channels + channel;
          sums.addStep(channel, entry.index(), sum[at], protocol.gradientsOnly() ? 0 : squared[at]);
        }
      }
    }
  }
}
