package org.revcor.estimate;

import java.nio.DoubleBuffer;

/**
 * A ratio ΣD/Σw in each value of a map and its standard error, from what blocks add to both: {@code
 * SE² = Σ(D - m w)² / (Σw)²} (the linearised ratio estimator, Cochran 1977, ch. 6). The error is
 * not defined while fewer than two blocks carry the weight, {@code (Σw)² < 2 Σw²}.
 */
final class RatioMoments {
  private final double[] sumD;
  private final double[] sumDD;
  private final double[] sumDw;
  private double sumW;
  private double sumWw;

  RatioMoments(int values) {
    sumD = new double[values];
    sumDD = new double[values];
    sumDw = new double[values];
  }

  /** Numbers of its state for a map of so many values. */
  static int stateSize(int values) {
    return 3 * values + 2;
  }

  /** Adds a value's D of a block; the block ends with {@link #addWeight}. */
  void add(int value, double d, double w) {
    sumD[value] += d;
    sumDD[value] += d * d;
    sumDw[value] += d * w;
  }

  /** Adds a block's w. */
  void addWeight(double w) {
    sumW += w;
    sumWw += w * w;
  }

  void save(DoubleBuffer state) {
    state.put(sumD).put(sumDD).put(sumDw).put(sumW).put(sumWw);
  }

  void restore(DoubleBuffer state) {
    state.get(sumD).get(sumDD).get(sumDw);
    sumW = state.get();
    sumWw = state.get();
  }

  /** Effective number of blocks, (Σw)²/Σw². */
  double effective() {
    return sumWw > 0 ? sumW * sumW / sumWw : 0;
  }

  double ratio(int value) {
    return sumD[value] / sumW;
  }

  /** Standard error of a ratio; NaN while it is not defined. */
  double error(int value) {
    return error(sumD[value], sumDD[value], sumDw[value], sumW, sumWw);
  }

  /** Standard error of ΣD/Σw from the sums over blocks; NaN while it is not defined. */
  static double error(double sumD, double sumDD, double sumDw, double sumW, double sumWw) {
    if (!(sumW * sumW >= 2 * sumWw && sumWw > 0)) {
      return Double.NaN;
    }
    double m = sumD / sumW;
    return Math.sqrt(Math.max(0, sumDD - 2 * m * sumDw + m * m * sumWw)) / Math.abs(sumW);
  }
}
