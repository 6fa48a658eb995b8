package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.revcor.estimate.HalfTally.GradientSums;
import org.revcor.estimate.StimulusSums.StimulusMeans;

/**
 * Combines averages and gradients of the same trials with a weight w per pixel ({@link
 * CombinationWeights}). Both estimate {@code Cov(x, r)}, A by averages and G by gradients, and so
 * does {@code K = (1-w) A + w G}.
 *
 * <p>The map is K divided by the mean response, or by σ² for a kernel. Both halves have the same
 * weights. z is the map divided by its standard error.
 */
final class CombinedMoments implements ChannelMoments {
  private final boolean kernel;
  private final Patch patch;
  private final Variances variances;
  private final int values;
  private final Workspace workspace;

  private final double[] weightedA;
  private final double[] weightedB;
  private final double[] gradientsA;
  private final double[] gradientsB;
  private final double[] gradientSquares;
  private double responsesA;
  private double responsesB;
  private double squares;
  private double trialsA;
  private double trialsB;
  private double norms;
  private double fourths;

  private final MixedRatioMoments blocks;

  CombinedMoments(Estimand estimand, Patch patch, double[] variance, Workspace workspace) {
    this.workspace = workspace;
    this.kernel = estimand == Estimand.FIRST_ORDER_KERNEL;
    this.patch = patch;
    this.variances = new Variances(patch, variance);
    this.values = patch.values();
    weightedA = new double[values];
    weightedB = new double[values];
    gradientsA = new double[values];
    gradientsB = new double[values];
    gradientSquares = new double[values];
    blocks = new MixedRatioMoments(values, workspace);
  }

  @Override
  public void add(Tally tally, int channel) {
    HalfTally a = tally.a();
    HalfTally b = tally.b();
    GradientSums ofA = a.gradients().orElseThrow();
    GradientSums ofB = b.gradients().orElseThrow();
    double[] rowA = a.row(channel, values);
    double[] rowB = b.row(channel, values);
    double[] stimuliA = a.stimuli();
    double[] stimuliB = b.stimuli();
    double n = tally.trials();
    double responses = a.responses()[channel] + b.responses()[channel];
    double w = kernel ? n : responses;
    double[] averages = workspace.values(values);
    double[] differentiated = workspace.secondValues(values);
    for (int i = 0; i < values; i++) {
      int index = patch.index(i);
      double products = rowA[i] + rowB[i];
      double average =
          (products - responses / n * (stimuliA[index] + stimuliB[index])) * n / (n - 1);
      double gradient = ofA.weighted()[channel][i] + ofB.weighted()[channel][i];
      weightedA[i] += rowA[i];
      weightedB[i] += rowB[i];
      gradientsA[i] += ofA.weighted()[channel][i];
      gradientsB[i] += ofB.weighted()[channel][i];
      gradientSquares[i] += ofA.squares()[channel][i] + ofB.squares()[channel][i];
      averages[i] = average;
      differentiated[i] = gradient;
    }
    blocks.add(averages, differentiated, w);
    responsesA += a.responses()[channel];
    responsesB += b.responses()[channel];
    squares += a.squaredResponses()[channel] + b.squaredResponses()[channel];
    trialsA += ofA.trials()[channel];
    trialsB += ofB.trials()[channel];
    norms += ofA.norms()[channel] + ofB.norms()[channel];
    fourths += ofA.fourths()[channel] + ofB.fourths()[channel];
  }

  private double[][] arrays() {
    return new double[][] {weightedA, weightedB, gradientsA, gradientsB, gradientSquares};
  }

  @Override
  public double[] state() {
    DoubleBuffer state =
        DoubleBuffer.allocate(arrays().length * values + 7 + MixedRatioMoments.stateSize(values));
    for (double[] array : arrays()) {
      state.put(array);
    }
    state.put(responsesA).put(responsesB).put(squares).put(norms).put(fourths);
    state.put(trialsA).put(trialsB);
    blocks.save(state);
    return state.array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    for (double[] array : arrays()) {
      from.get(array);
    }
    responsesA = from.get();
    responsesB = from.get();
    squares = from.get();
    norms = from.get();
    fourths = from.get();
    trialsA = from.get();
    trialsB = from.get();
    blocks.restore(from);
  }

  @Override
  public float[] view(MapView view, StimulusMeans stimuli) {
    StimulusMeans means = stimuli.within(patch);
    double[] weights = weights(means);
    return switch (view) {
      case MAP -> map(weights, means);
      case ERROR -> errors(weights);
      case Z -> ChannelMoments.z(map(weights, means), errors(weights));
      case HALF_A ->
          scaled(
              mixed(weights, averageA(means), over(gradientsA, trialsA)),
              responsesA / means.trialsA());
      case HALF_B ->
          scaled(
              mixed(weights, averageB(means), over(gradientsB, trialsB)),
              responsesB / means.trialsB());
    };
  }

  @Override
  public ChannelStatistics statistics(StimulusMeans stimuli) {
    StimulusMeans within = stimuli.within(patch);
    double[] weights = weights(within);
    double ofGradients = Arrays.stream(weights).average().orElse(0);
    float[] errors = errors(weights);
    return ChannelStatistics.of(
            responsesA + responsesB,
            nEff(ofGradients, within),
            signalToNoise(weights, ofGradients, errors),
            errors,
            blocks.effective())
        .withoutInterval()
        .withSpread(squares, within.trials());
  }

  /** Combines the effective trials of both parts by their mean weight. */
  private double nEff(double ofGradients, StimulusMeans within) {
    double count = responsesA + responsesB;
    double averaged = kernel ? within.trials() : squares > 0 ? count * count / squares : 0;
    double differentiated = fourths > 0 ? norms * norms / fourths : 0;
    return 1 / (share(ofGradients, differentiated) + share(1 - ofGradients, averaged));
  }

  private static double share(double weight, double nEff) {
    return weight == 0 ? 0 : weight / nEff;
  }

  /**
   * Computes signal and noise with the weight of each pixel, but the dimensions of the noise with
   * the mean weight.
   */
  private SignalToNoise signalToNoise(double[] weights, double ofGradients, float[] errors) {
    double[] map = new double[values];
    double noise = 0;
    for (int i = 0; i < values; i++) {
      double ratio = blocks.ratio(i, weights[i]);
      map[i] = kernel ? variances.per(ratio, i) : ratio;
      noise += (double) errors[i] * errors[i];
    }
    double errorOfMean = blocks.errorOfMean(ofGradients);
    return RatioMoments.signalToNoise(
        map,
        noise,
        kernel ? variances.per(errorOfMean, 0) : errorOfMean,
        blocks.sketch(ofGradients),
        blocks.effective());
  }

  /**
   * Returns the weight w of the gradients in each pixel: 1 where neither part varies, and 0 while a
   * half has no gradient.
   */
  private double[] weights(StimulusMeans means) {
    if (trialsA == 0 || trialsB == 0) {
      return new double[values];
    }
    double[] da = Vectors.difference(averageA(means), averageB(means));
    double[] dg = Vectors.difference(over(gradientsA, trialsA), over(gradientsB, trialsB));
    return CombinationWeights.of(da, dg, gradientSquares);
  }

  /** Returns the covariance by averages of the first halves. */
  private double[] averageA(StimulusMeans means) {
    return ChannelMoments.covariance(weightedA, responsesA, means.trialsA(), means.a());
  }

  private double[] averageB(StimulusMeans means) {
    return ChannelMoments.covariance(weightedB, responsesB, means.trialsB(), means.b());
  }

  private float[] map(double[] weights, StimulusMeans means) {
    double responses = responsesA + responsesB;
    return scaled(
        mixed(
            weights,
            ChannelMoments.covariance(
                Vectors.sum(weightedA, weightedB), responses, means.trials(), means.all()),
            over(Vectors.sum(gradientsA, gradientsB), trialsA + trialsB)),
        responses / means.trials());
  }

  private static double[] mixed(double[] weights, double[] averages, double[] gradients) {
    double[] mixed = new double[weights.length];
    Arrays.setAll(mixed, i -> (1 - weights[i]) * averages[i] + weights[i] * gradients[i]);
    return mixed;
  }

  private float[] scaled(double[] covariance, double meanResponse) {
    float[] map = new float[values];
    for (int i = 0; i < values; i++) {
      map[i] = (float) (kernel ? variances.per(covariance[i], i) : covariance[i] / meanResponse);
    }
    return map;
  }

  private float[] errors(double[] weights) {
    float[] errors = new float[values];
    for (int i = 0; i < values; i++) {
      double error = blocks.error(i, weights[i]);
      errors[i] = (float) (kernel ? variances.per(error, i) : error);
    }
    return errors;
  }

  private static double[] over(double[] sums, double trials) {
    return Arrays.stream(sums).map(sum -> trials > 0 ? sum / trials : 0).toArray();
  }

  /**
   * The weight of gradients in the combination of averages A and gradients G, in each pixel. Let
   * dA, dG be the differences of the two halves, {@code va = ‖dA‖²/d}, {@code vg = ‖dG‖²/d} and
   * {@code c = ⟨dA,dG⟩/d}. With Q the mean square of single gradients in a pixel, let {@code ρ = .1
   * + .9 Q/mean Q}. Then
   *
   * <pre>
   *   w = (va - c√ρ) / (va + vg ρ - 2c√ρ), clamped to [0,1]
   * </pre>
   *
   * <p>It is 1 where neither part varies.
   */
  static final class CombinationWeights {
    private static final double SHARED = 0.1;

    private CombinationWeights() {}

    /**
     * Returns the weight of each pixel.
     *
     * @param da difference of the averages of both halves
     * @param dg difference of their gradients
     * @param gradientSquares Q, times any factor
     */
    static double[] of(double[] da, double[] dg, double[] gradientSquares) {
      int values = da.length;
      double va = Vectors.dot(da, da) / values;
      double vg = Vectors.dot(dg, dg) / values;
      double c = Vectors.dot(da, dg) / values;
      double meanSquare = Arrays.stream(gradientSquares).average().orElse(0);
      double[] weights = new double[values];
      for (int i = 0; i < values; i++) {
        double share = meanSquare > 0 ? gradientSquares[i] / meanSquare : 1;
        double rho = SHARED + (1 - SHARED) * share;
        double shared = c * Math.sqrt(rho);
        double spread = va + vg * rho - 2 * shared;
        weights[i] = spread > 0 ? Math.clamp((va - shared) / spread, 0.0, 1.0) : 1;
      }
      return weights;
    }
  }
}
