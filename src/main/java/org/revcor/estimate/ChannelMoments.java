package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Arrays;

/**
 * Everything that is kept of one channel, and the maps that follow from it. Not thread-safe.
 *
 * <p>Standard errors come from blocks, since soft responses are not independent events. With S, R
 * the sums Σrx, Σr of a block of n trials, x̄ its mean stimulus, and σ² the variance of each value,
 * a block gives
 *
 * <pre>
 *   D = (S - R x̄) n/(n-1),     w = R   class map
 *   D = S,                     w = R   triggered mean, and the mean square under its root
 *   D = (S - R x̄) n/(n-1)/σ²,  w = n   first-order kernel
 * </pre>
 *
 * and for the ratio {@code m = ΣD/Σw} the error is {@code SE² = Σ(D - m w)² / (Σw)²} (the
 * linearised ratio estimator, Cochran 1977, ch. 6). It is not defined while fewer than two blocks
 * carry the weight, {@code (Σw)² < 2 Σw²}.
 */
public final class ChannelMoments {
  private static final double LEAST_VARIANCE = 1e-14;
  private static final double LEAST_SHARE = 1e-9;

  private final Estimand estimand;
  private final Patch patch;
  private final double[] variance;

  private final double[] weightedA;
  private final double[] weightedB;
  private double responsesA;
  private double responsesB;
  private double squares;

  private final double[] sumD;
  private final double[] sumDD;
  private final double[] sumDw;
  private double sumW;
  private double sumWw;

  /**
   * @param patch what the map covers of a stimulus
   * @param variance variances σ² of the values of a stimulus under its law
   */
  public ChannelMoments(Estimand estimand, Patch patch, double[] variance) {
    int values = patch.values();
    this.estimand = estimand;
    this.patch = patch;
    this.variance = distinct(patch.of(variance));
    weightedA = new double[values];
    weightedB = new double[values];
    sumD = new double[values];
    sumDD = new double[values];
    sumDw = new double[values];
  }

  /**
   * Adds the rows of one channel of a block. Blocks must come in their order, or the last bits
   * differ.
   */
  public void add(Tally tally, int channel) {
    HalfTally a = tally.a();
    HalfTally b = tally.b();
    double[] rowA = a.weighted()[channel];
    double[] rowB = b.weighted()[channel];
    double[] stimuliA = patch.of(a.stimuli());
    double[] stimuliB = patch.of(b.stimuli());
    double n = tally.trials();
    double responses = a.responses()[channel] + b.responses()[channel];
    double centring = estimand.isCentred() ? responses / n : 0;
    double scale = estimand.isCentred() ? n / (n - 1) : 1;
    boolean kernel = estimand == Estimand.FIRST_ORDER_KERNEL;
    double w = kernel ? n : responses;
    for (int i = 0; i < sumD.length; i++) {
      weightedA[i] += rowA[i];
      weightedB[i] += rowB[i];
      double d = (rowA[i] + rowB[i] - centring * (stimuliA[i] + stimuliB[i])) * scale;
      d = kernel ? perVariance(d, i) : d;
      sumD[i] += d;
      sumDD[i] += d * d;
      sumDw[i] += d * w;
    }
    sumW += w;
    sumWw += w * w;
    responsesA += a.responses()[channel];
    responsesB += b.responses()[channel];
    squares += a.squares()[channel] + b.squares()[channel];
  }

  /** Variances, with 0 for a value that never changes but by the rounding of float32. */
  private static double[] distinct(double[] variances) {
    double largest = Arrays.stream(variances).max().orElse(0);
    double least = Math.max(LEAST_VARIANCE, LEAST_SHARE * largest);
    return Arrays.stream(variances).map(each -> each < least ? 0 : each).toArray();
  }

  /** A kernel is 0 where the stimulus never changes. */
  private double perVariance(double covariance, int value) {
    return variance[value] == 0 ? 0 : covariance / variance[value];
  }

  /** Everything it holds, as {@link #restore} takes it; a copy. */
  public double[] state() {
    DoubleBuffer state = DoubleBuffer.allocate(5 * sumD.length + 5);
    state.put(weightedA).put(weightedB).put(sumD).put(sumDD).put(sumDw);
    state.put(responsesA).put(responsesB).put(squares).put(sumW).put(sumWw);
    return state.array();
  }

  /**
   * Goes on from an earlier state.
   *
   * @param state of a channel with the same estimand, law and number of values
   */
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    from.get(weightedA).get(weightedB).get(sumD).get(sumDD).get(sumDw);
    responsesA = from.get();
    responsesB = from.get();
    squares = from.get();
    sumW = from.get();
    sumWw = from.get();
  }

  /**
   * One view of the channel.
   *
   * @param stimuli mean stimuli of the same trials
   * @return the values of the patch; NaN where it is not defined
   */
  public float[] view(MapView view, StimulusMeans stimuli) {
    StimulusMeans means = stimuli.within(patch);
    return switch (view) {
      case MAP -> map(means);
      case ERROR -> errors();
      case Z -> z(means);
      case HALF_A -> half(weightedA, responsesA, means.trialsA(), means.a());
      case HALF_B -> half(weightedB, responsesB, means.trialsB(), means.b());
    };
  }

  /** How well the map is known. */
  public ChannelStatistics statistics(StimulusMeans means) {
    double count = responsesA + responsesB;
    double nEff =
        estimand == Estimand.FIRST_ORDER_KERNEL
            ? means.trials()
            : squares > 0 ? count * count / squares : 0;
    float[] a = view(MapView.HALF_A, means);
    float[] b = view(MapView.HALF_B, means);
    double r = Reliability.correlation(a, b);
    double error = 0;
    for (float se : errors()) {
      error += (double) se * se;
    }
    double snr = Reliability.sharedPower(a, b) / error;
    return new ChannelStatistics(count, nEff, r, Reliability.spearmanBrown(r), snr);
  }

  private float[] map(StimulusMeans means) {
    float[] map = new float[sumD.length];
    double responses = responsesA + responsesB;
    for (int i = 0; i < map.length; i++) {
      map[i] =
          (float)
              estimate(i, weightedA[i] + weightedB[i], responses, means.trials(), means.all()[i]);
    }
    return map;
  }

  private float[] half(double[] weighted, double responses, long trials, double[] mean) {
    float[] map = new float[weighted.length];
    for (int i = 0; i < map.length; i++) {
      map[i] = (float) estimate(i, weighted[i], responses, trials, mean[i]);
    }
    return map;
  }

  private double estimate(int value, double weighted, double responses, long trials, double mean) {
    return switch (estimand) {
      case CLASS_MAP -> weighted / responses - mean;
      case TRIGGERED_MEAN -> weighted / responses;
      case ROOT_MEAN_SQUARE -> Math.sqrt(weighted / responses);
      case FIRST_ORDER_KERNEL -> perVariance(weighted / trials - responses / trials * mean, value);
    };
  }

  private float[] errors() {
    float[] errors = new float[sumD.length];
    boolean defined = sumW * sumW >= 2 * sumWw && sumWw > 0;
    for (int i = 0; i < errors.length; i++) {
      double m = sumD[i] / sumW;
      double squared = sumDD[i] - 2 * m * sumDw[i] + m * m * sumWw;
      double error = Math.sqrt(Math.max(0, squared)) / Math.abs(sumW);
      errors[i] = defined ? (float) (error * slope(m)) : Float.NaN;
    }
    return errors;
  }

  /** How much the map changes with its ratio (delta method). */
  private double slope(double ratio) {
    return estimand == Estimand.ROOT_MEAN_SQUARE ? 1 / (2 * Math.sqrt(ratio)) : 1;
  }

  private float[] z(StimulusMeans means) {
    float[] z = new float[sumD.length];
    if (estimand == Estimand.ROOT_MEAN_SQUARE) {
      Arrays.fill(z, Float.NaN);
      return z;
    }
    double n = means.trials();
    double responses = responsesA + responsesB;
    double squared = Math.max(0, squares - responses * responses / n);
    for (int i = 0; i < z.length; i++) {
      double covariance = weightedA[i] + weightedB[i] - responses * means.all()[i];
      double spread = Math.sqrt(variance[i] * squared);
      z[i] = spread > 0 ? (float) (covariance / spread) : Float.NaN;
    }
    return z;
  }
}
