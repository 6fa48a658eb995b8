package org.revcor.estimate;

import java.nio.DoubleBuffer;

/**
 * Estimates the number of dimensions of a map's noise; above a hundred only to within a factor of a
 * few. Blocks with a weight are added in turn to {@link #GROUPS} groups of folded sums D ({@link
 * Folding}) and weights w. The noise is the residual of the groups: {@code e = D - (ΣD/Σw) w}. With
 * Σ the covariance of e, the effective dimension is {@code (tr Σ)² / tr Σ²}. Both traces are
 * estimated without bias from products of the e (Srivastava 2005).
 *
 * <p>Noise of few dimensions matters because its halves often agree by chance. If all gradients of
 * a neuron lie in a plane, its noise has two dimensions, however many pixels its map has.
 */
final class NoiseSketch {
  static final int GROUPS = 16;

  private final int buckets;
  private final double[] sums;
  private final double[] weights = new double[GROUPS];
  private double blocks;

  /**
   * @param values number d of map values
   */
  NoiseSketch(int values) {
    buckets = RandomProjection.buckets(values);
    sums = new double[GROUPS * buckets];
  }

  /** Returns the length of the state for a map of {@code values} values. */
  static int stateSize(int values) {
    return GROUPS * (RandomProjection.buckets(values) + 1) + 1;
  }

  /**
   * Adds a block. Blocks with weight 0 are skipped: if channels take turns, all other blocks might
   * fall into one group.
   *
   * @param folded folded sum D of the block
   * @param weight weight w of the block
   */
  void add(double[] folded, double weight) {
    if (weight == 0) {
      return;
    }
    int first = group() * buckets;
    for (int j = 0; j < buckets; j++) {
      sums[first + j] += folded[j];
    }
    addWeight(weight);
  }

  /** Adds a block whose D is zero. */
  void addWeight(double weight) {
    if (weight != 0) {
      weights[group()] += weight;
      blocks++;
    }
  }

  private int group() {
    return (int) (blocks % GROUPS);
  }

  void save(DoubleBuffer state) {
    state.put(sums).put(weights).put(blocks);
  }

  void restore(DoubleBuffer state) {
    state.get(sums).get(weights);
    blocks = state.get();
  }

  /**
   * Returns the effective dimension of the noise.
   *
   * @param values number d of map values
   * @return from 1 to d, or to d - 1 if means over pixels are removed; NaN unless the effective
   *     number of groups, (Σw)²/Σw², is above 2
   */
  double dimensions(int values) {
    double weight = 0;
    double squares = 0;
    for (double each : weights) {
      weight += each;
      squares += each * each;
    }
    double n = squares > 0 ? weight * weight / squares : 0;
    if (!(n > 2)) {
      return Double.NaN;
    }
    double most = values >= Reliability.FEW ? values - 1 : values;
    double folded = Math.clamp(dimensions(products(weight), n), 1, buckets);
    // folding adds the products of values in one sum, a share of all pairs, to tr Σ²
    double pairs = values > buckets ? ((double) values / buckets - 1) / (values - 1) : 0;
    return Math.clamp((1 + pairs) / (1 / folded - pairs * (1 - 2.0 / values)), 1, most);
  }

  /**
   * Returns the effective dimension of residuals of {@link #GROUPS} groups.
   *
   * @param products products of the residuals of groups g and h, h at most g: 16 x 16
   * @param n effective number of groups, above 2
   * @return infinity if it cannot be distinguished from that
   */
  static double dimensions(double[] products, double n) {
    double trace = 0;
    double norm = 0;
    for (int g = 0; g < GROUPS; g++) {
      for (int h = 0; h <= g; h++) {
        double product = products[g * GROUPS + h];
        trace += g == h ? product : 0;
        norm += (g == h ? 1 : 2) * product * product;
      }
    }
    double t = trace / (n - 1);
    double a2 =
        (n - 1) * (n - 1) / ((n - 2) * (n + 1)) * (norm / ((n - 1) * (n - 1)) - t * t / (n - 1));
    return a2 > 0 ? t * t / a2 - 2 / (n - 1) : Double.POSITIVE_INFINITY;
  }

  /**
   * Returns the products of the residuals of groups g and h, h at most g: 16 x 16. The loop over
   * sums is the outer one, so that consecutive additions are independent.
   */
  private double[] products(double weight) {
    double[] products = new double[GROUPS * GROUPS];
    double[] residual = new double[GROUPS];
    for (int j = 0; j < buckets; j++) {
      double sum = 0;
      for (int g = 0; g < GROUPS; g++) {
        residual[g] = sums[g * buckets + j];
        sum += residual[g];
      }
      for (int g = 0; g < GROUPS; g++) {
        residual[g] -= sum / weight * weights[g];
        for (int h = 0; h <= g; h++) {
          products[g * GROUPS + h] += residual[g] * residual[h];
        }
      }
    }
    return products;
  }
}
