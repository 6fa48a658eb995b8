package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.revcor.estimate.StimulusSums.StimulusMeans;

/**
 * Maps from averages of stimuli. A map is computed from the sums over all trials ({@link #map}).
 * Its standard errors and reliability are those of the ratio ΣD/Σw over blocks. S = Σrx and R = Σr
 * are the sums of a block of n trials. x̄ is its mean stimulus and σ² the variance of each value. A
 * block contributes
 *
 * <pre>
 *   D = (S - R x̄) n/(n-1),     w = R   class map
 *   D = S,                     w = R   triggered mean; mean square before its root
 *   D = (S - R x̄) n/(n-1)/σ²,  w = n   first-order kernel
 * </pre>
 */
final class AverageMoments implements ChannelMoments {
  /**
   * Smallest Σ(r - r̄)² of a defined z, relative to Σr²: a standard deviation of 5e-5 of the root
   * mean square. Products of responses that vary less are rounded to float32 so much that z of a
   * blind unit is not standard normal.
   */
  private static final double MIN_SPREAD = 2.5e-9;

  private final Estimand estimand;
  private final Patch patch;
  private final Variances variances;
  private final Workspace workspace;

  private final double[] weightedA;
  private final double[] weightedB;
  private double responsesA;
  private double responsesB;
  private double squares;
  private final ResponseMoments moments = new ResponseMoments();

  private final RatioMoments ofBlocks;

  AverageMoments(Estimand estimand, Patch patch, double[] variance, Workspace workspace) {
    int values = patch.values();
    this.estimand = estimand;
    this.patch = patch;
    this.workspace = workspace;
    variances = new Variances(patch, variance);
    weightedA = new double[values];
    weightedB = new double[values];
    ofBlocks = new RatioMoments(values, workspace);
  }

  @Override
  public void add(Tally tally, int channel) {
    HalfTally a = tally.a();
    HalfTally b = tally.b();
    double responses = a.responses()[channel] + b.responses()[channel];
    double weight = estimand == Estimand.FIRST_ORDER_KERNEL ? tally.trials() : responses;
    if (a.responded(channel) || b.responded(channel)) {
      addProducts(tally, channel, responses, weight);
    } else {
      ofBlocks.addWeight(weight);
    }
    responsesA += a.responses()[channel];
    responsesB += b.responses()[channel];
    squares += a.squaredResponses()[channel] + b.squaredResponses()[channel];
    moments.add(a, channel);
    moments.add(b, channel);
  }

  private void addProducts(Tally tally, int channel, double responses, double weight) {
    double[] rowA = tally.a().row(channel, weightedA.length);
    double[] rowB = tally.b().row(channel, weightedB.length);
    double n = tally.trials();
    double[] expected = expected(tally, estimand.isCentred() ? responses / n : 0);
    double scale = estimand.isCentred() ? n / (n - 1) : 1;
    double[] d = workspace.secondValues(weightedA.length);
    for (int i = 0; i < weightedA.length; i++) {
      weightedA[i] += rowA[i];
      weightedB[i] += rowB[i];
      d[i] = (rowA[i] + rowB[i] - expected[i]) * scale;
    }
    if (estimand == Estimand.FIRST_ORDER_KERNEL) {
      variances.divide(d, weightedA.length);
    }
    ofBlocks.add(d, weight);
  }

  /** Returns R x̄. This loop over indices is not vectorised; without it the loop of the sums is. */
  private double[] expected(Tally tally, double meanResponse) {
    double[] expected = workspace.values(weightedA.length);
    double[] stimuliA = tally.a().stimuli();
    double[] stimuliB = tally.b().stimuli();
    for (int i = 0; i < weightedA.length; i++) {
      int index = patch.index(i);
      expected[i] = meanResponse * (stimuliA[index] + stimuliB[index]);
    }
    return expected;
  }

  @Override
  public double[] state() {
    DoubleBuffer state =
        DoubleBuffer.allocate(
            2 * weightedA.length
                + 3
                + ResponseMoments.STATE_SIZE
                + RatioMoments.stateSize(weightedA.length));
    state.put(weightedA).put(weightedB).put(responsesA).put(responsesB).put(squares);
    ofBlocks.save(state);
    moments.save(state);
    return state.array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    from.get(weightedA).get(weightedB);
    responsesA = from.get();
    responsesB = from.get();
    squares = from.get();
    ofBlocks.restore(from);
    moments.restore(from);
  }

  @Override
  public float[] view(MapView view, StimulusMeans stimuli) {
    StimulusMeans means = stimuli.within(patch);
    return switch (view) {
      case MAP -> map(sums(), responsesA + responsesB, means.trials(), means.all());
      case ERROR -> errors(means);
      case Z -> z(means);
      case HALF_A -> map(weightedA, responsesA, means.trialsA(), means.a());
      case HALF_B -> map(weightedB, responsesB, means.trialsB(), means.b());
    };
  }

  /**
   * Returns whether the map is undefined, which is so before the first response. Kernels are
   * defined: they are 0 if all responses are 0.
   */
  @Override
  public boolean isBlank() {
    return squares == 0 && estimand != Estimand.FIRST_ORDER_KERNEL;
  }

  @Override
  public ChannelStatistics statistics(StimulusMeans stimuli) {
    if (isBlank()) {
      return ChannelStatistics.NONE;
    }
    StimulusMeans means = stimuli.within(patch);
    return ChannelStatistics.of(
            responsesA + responsesB,
            nEff(),
            ofBlocks.signalToNoise(withoutStructure(means)),
            errors(means),
            ofBlocks.effective())
        .withResponses(squares, means.trials(), moments);
  }

  private double nEff() {
    double count = responsesA + responsesB;
    return estimand == Estimand.FIRST_ORDER_KERNEL ? moments.effective() : count * count / squares;
  }

  /**
   * Returns the ratio over blocks of a map without structure: 0 if maps are centred, else the mean
   * stimulus.
   *
   * <p>Under white noise the mean is equal in all pixels, and the mean over pixels is subtracted
   * later. Subtracting x̄ would remove noise that the errors of such a map include.
   */
  private double[] withoutStructure(StimulusMeans means) {
    boolean white = variances.areEqual() && weightedA.length >= Reliability.FEW;
    return estimand.isCentred() || white ? new double[weightedA.length] : means.all();
  }

  /** Returns the sums of both halves; valid until the next block is added. */
  private double[] sums() {
    double[] sums = workspace.values(weightedA.length);
    for (int i = 0; i < weightedA.length; i++) {
      sums[i] = weightedA[i] + weightedB[i];
    }
    return sums;
  }

  private float[] map(double[] weighted, double responses, long trials, double[] mean) {
    float[] map = new float[weightedA.length];
    switch (estimand) {
      case CLASS_MAP -> {
        for (int i = 0; i < map.length; i++) {
          map[i] = (float) (weighted[i] / responses - mean[i]);
        }
      }
      case TRIGGERED_MEAN -> {
        for (int i = 0; i < map.length; i++) {
          map[i] = (float) (weighted[i] / responses);
        }
      }
      case ROOT_MEAN_SQUARE -> {
        for (int i = 0; i < map.length; i++) {
          map[i] = (float) Math.sqrt(weighted[i] / responses);
        }
      }
      case FIRST_ORDER_KERNEL -> {
        for (int i = 0; i < map.length; i++) {
          double covariance = weighted[i] / trials - responses / trials * mean[i];
          map[i] = (float) variances.per(covariance, i);
        }
      }
    }
    return map;
  }

  private float[] errors(StimulusMeans means) {
    float[] errors = new float[weightedA.length];
    if (estimand.isCentred() && !moments.vary()) {
      Arrays.fill(errors, Float.NaN);
      return errors;
    }
    double[] blockErrors = ofBlocks.errors();
    double min = minError(means);
    for (int i = 0; i < errors.length; i++) {
      double error = blockErrors[i];
      error = min > 0 ? Math.max(error, min * Math.sqrt(variances.of(i))) : error;
      // the sign of a product of two NaN depends on JIT compilation
      errors[i] = Double.isNaN(error) ? Float.NaN : (float) (error * slope(ofBlocks.ratio(i)));
    }
    return errors;
  }

  /**
   * Returns the minimum error over σ of a mean with few effective trials, else 0. It is the error
   * for a response that is independent of the value. With fewer than {@link StoppingRule#ENOUGH}
   * effective trials the spread over blocks is mostly too small.
   */
  private double minError(StimulusMeans means) {
    boolean mean = estimand == Estimand.CLASS_MAP || estimand == Estimand.TRIGGERED_MEAN;
    if (!mean || nEff() >= StoppingRule.ENOUGH) {
      return 0;
    }
    double spread = estimand.isCentred() ? spread(means) : squares;
    return Math.sqrt(spread) / Math.abs(responsesA + responsesB);
  }

  /** Returns Σ(r - r̄)². */
  private double spread(StimulusMeans means) {
    double responses = responsesA + responsesB;
    return Math.max(0, squares - responses * responses / means.trials());
  }

  /**
   * Returns the derivative of the map with respect to its ratio (delta method). The root of a value
   * that is always 0 has no error.
   */
  private double slope(double ratio) {
    if (estimand != Estimand.ROOT_MEAN_SQUARE) {
      return 1;
    }
    return ratio == 0 ? 0 : 1 / (2 * Math.sqrt(ratio));
  }

  private float[] z(StimulusMeans means) {
    float[] z = new float[weightedA.length];
    if (estimand == Estimand.ROOT_MEAN_SQUARE) {
      Arrays.fill(z, Float.NaN);
      return z;
    }
    double responses = responsesA + responsesB;
    double sum = spread(means);
    double squared = sum > MIN_SPREAD * squares ? sum : 0;
    for (int i = 0; i < z.length; i++) {
      double covariance = weightedA[i] + weightedB[i] - responses * means.all()[i];
      double spread = Math.sqrt(variances.of(i) * squared);
      z[i] = spread > 0 ? (float) (covariance / spread) : Float.NaN;
    }
    return z;
  }
}
