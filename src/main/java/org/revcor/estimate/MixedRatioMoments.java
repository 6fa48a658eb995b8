package org.revcor.estimate;

import java.nio.DoubleBuffer;

/**
 * The ratio {@code Σ((1-g) A + g G) / Σw} of each map value and its standard error. A, G and w are
 * the contributions of blocks; the shares g are set afterwards ({@link RatioMoments}).
 */
final class MixedRatioMoments {
  private final int values;
  private final RandomProjection folding;

  /** Sums per map value; the last element is for the mean over pixels. */
  private final double[] sumA;

  private final double[] sumG;
  private final double[] sumAa;
  private final double[] sumAg;
  private final double[] sumGg;
  private final double[] sumAw;
  private final double[] sumGw;
  private double sumW;
  private double sumWw;
  private final NoiseSketch sketchA;
  private final NoiseSketch sketchG;

  MixedRatioMoments(int values, Workspace workspace) {
    this.values = values;
    folding = workspace.folding(values);
    sumA = new double[values + 1];
    sumG = new double[values + 1];
    sumAa = new double[values + 1];
    sumAg = new double[values + 1];
    sumGg = new double[values + 1];
    sumAw = new double[values + 1];
    sumGw = new double[values + 1];
    sketchA = new NoiseSketch(values);
    sketchG = new NoiseSketch(values);
  }

  /** Returns the length of the state for a map of {@code values} values. */
  static int stateSize(int values) {
    return 7 * (values + 1) + 2 + 2 * NoiseSketch.stateSize(values);
  }

  /**
   * Adds a block.
   *
   * @param a A of each map value; may be longer
   * @param g G of each map value; may be longer
   * @param w weight w of the block
   */
  void add(double[] a, double[] g, double w) {
    for (int i = 0; i < values; i++) {
      add(i, a[i], g[i], w);
    }
    sketchA.add(folding.fold(a), w);
    double mean = folding.mean();
    sketchG.add(folding.fold(g), w);
    add(values, mean, folding.mean(), w);
    sumW += w;
    sumWw += w * w;
  }

  private void add(int i, double a, double g, double w) {
    sumA[i] += a;
    sumG[i] += g;
    sumAa[i] += a * a;
    sumAg[i] += a * g;
    sumGg[i] += g * g;
    sumAw[i] += a * w;
    sumGw[i] += g * w;
  }

  void save(DoubleBuffer state) {
    for (double[] sums : arrays()) {
      state.put(sums);
    }
    state.put(sumW).put(sumWw);
    sketchA.save(state);
    sketchG.save(state);
  }

  void restore(DoubleBuffer state) {
    for (double[] sums : arrays()) {
      state.get(sums);
    }
    sumW = state.get();
    sumWw = state.get();
    sketchA.restore(state);
    sketchG.restore(state);
  }

  private double[][] arrays() {
    return new double[][] {sumA, sumG, sumAa, sumAg, sumGg, sumAw, sumGw};
  }

  /** Returns the effective number of blocks, (Σw)²/Σw². */
  double effective() {
    return sumWw > 0 ? sumW * sumW / sumWw : 0;
  }

  double ratio(int value, double share) {
    return ((1 - share) * sumA[value] + share * sumG[value]) / sumW;
  }

  /** Returns the standard error of a ratio; NaN while it is not defined. */
  double error(int i, double share) {
    double g = share;
    double a = 1 - share;
    return RatioMoments.error(
        a * sumA[i] + g * sumG[i],
        a * a * sumAa[i] + 2 * a * g * sumAg[i] + g * g * sumGg[i],
        a * sumAw[i] + g * sumGw[i],
        sumW,
        sumWw);
  }

  /** Returns the standard error of the mean over pixels, if all have the same share. */
  double errorOfMean(double share) {
    return error(values, share);
  }

  /** Returns the sketch of the noise, if all pixels have the same share. */
  NoiseSketch sketch(double share) {
    return sketchA.mixed(1 - share, sketchG, share);
  }
}
