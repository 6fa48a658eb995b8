package org.revcor.estimate;

import java.nio.DoubleBuffer;

/**
 * The ratio ΣD/Σw of each map value and its standard error, from the contributions of B blocks:
 * {@code SE² = B/(B-1) Σ(D - m w)² / (Σw)²}, {@code B = (Σw)²/Σw²} (the linearised ratio estimator,
 * Cochran 1977, ch. 6). The error is not defined while {@code B < 2}.
 */
final class RatioMoments {
  /**
   * Minimum remaining share of the noise: if all pixels share their noise, subtracting its mean
   * leaves only rounding errors.
   */
  private static final double ROUNDING = 1e-9;

  private final double[] sumD;
  private final double[] sumDD;
  private final double[] sumDw;
  private double sumW;
  private double sumWw;

  /** Sum of the mean of D over pixels. */
  private double meanD;

  private double meanDD;
  private double meanDw;

  private final RandomProjection folding;
  private final NoiseSketch sketch;

  RatioMoments(int values, Workspace workspace) {
    folding = workspace.folding(values);
    sumD = new double[values];
    sumDD = new double[values];
    sumDw = new double[values];
    sketch = new NoiseSketch(values);
  }

  /** Returns the length of the state for a map of {@code values} values. */
  static int stateSize(int values) {
    return 3 * values + 5 + NoiseSketch.stateSize(values);
  }

  /**
   * Adds a block.
   *
   * @param d D of each map value; may be longer
   * @param w weight w of the block
   */
  void add(double[] d, double w) {
    for (int i = 0; i < sumD.length; i++) {
      sumD[i] += d[i];
      sumDD[i] += d[i] * d[i];
      sumDw[i] += d[i] * w;
    }
    sumW += w;
    sumWw += w * w;
    sketch.add(folding.fold(d), w);
    meanD += folding.mean();
    meanDD += folding.mean() * folding.mean();
    meanDw += folding.mean() * w;
  }

  /** Adds a block whose D is zero. */
  void addWeight(double w) {
    sumW += w;
    sumWw += w * w;
    sketch.addWeight(w);
  }

  void save(DoubleBuffer state) {
    state.put(sumD).put(sumDD).put(sumDw).put(sumW).put(sumWw);
    state.put(meanD).put(meanDD).put(meanDw);
    sketch.save(state);
  }

  void restore(DoubleBuffer state) {
    state.get(sumD).get(sumDD).get(sumDw);
    sumW = state.get();
    sumWw = state.get();
    meanD = state.get();
    meanDD = state.get();
    meanDw = state.get();
    sketch.restore(state);
  }

  /** Returns the effective number of blocks, (Σw)²/Σw². */
  double effective() {
    return sumWw > 0 ? sumW * sumW / sumWw : 0;
  }

  double ratio(int value) {
    return sumD[value] / sumW;
  }

  /** Returns the standard errors of the ratios; NaN while they are not defined. */
  double[] errors() {
    double[] errors = squares();
    double scale = Math.sqrt(scale());
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.sqrt(errors[i]) * scale;
    }
    return errors;
  }

  /** Returns Σ(D - m w)² of each map value. */
  private double[] squares() {
    double[] squares = new double[sumD.length];
    double each = 1 / sumW;
    for (int i = 0; i < squares.length; i++) {
      double m = sumD[i] * each;
      squares[i] = Math.max(0, sumDD[i] - 2 * m * sumDw[i] + m * m * sumWw);
    }
    return squares;
  }

  /** Returns the factor from Σ(D - m w)² to SE²; NaN while it is not defined. */
  private double scale() {
    double blocks = effective();
    return blocks >= 2 ? blocks / (blocks - 1) / (sumW * sumW) : Double.NaN;
  }

  /**
   * Compares the map ΣD/Σw, minus its value without structure, with its noise; large maps without
   * their means over pixels.
   *
   * @param withoutStructure ratio of a map without structure, one value per map value
   */
  SignalToNoise signalToNoise(double[] withoutStructure) {
    double[] map = new double[sumD.length];
    for (int i = 0; i < map.length; i++) {
      map[i] = sumD[i] / sumW - withoutStructure[i];
    }
    double noise = RandomProjection.sum(squares()) * scale();
    boolean centred = map.length >= Reliability.FEW;
    double mean = centred ? RandomProjection.sum(map) / map.length : 0;
    for (int i = 0; i < map.length; i++) {
      map[i] = (map[i] - mean) * (map[i] - mean);
    }
    double errorOfMean = errorOfMean();
    double common = centred ? map.length * errorOfMean * errorOfMean : 0;
    return SignalToNoise.ofBlocks(
        RandomProjection.sum(map),
        Math.max(noise - common, ROUNDING * noise),
        sketch.dimensions(map.length),
        effective());
  }

  /** Returns the standard error of the map's mean over pixels; NaN while it is not defined. */
  private double errorOfMean() {
    if (!(sumW * sumW >= 2 * sumWw && sumWw > 0)) {
      return Double.NaN;
    }
    double m = meanD / sumW;
    double blocks = sumW * sumW / sumWw;
    double squares = Math.max(0, meanDD - 2 * m * meanDw + m * m * sumWw);
    return Math.sqrt(squares * blocks / (blocks - 1)) / Math.abs(sumW);
  }
}
