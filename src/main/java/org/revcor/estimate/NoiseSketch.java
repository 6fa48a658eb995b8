package org.revcor.estimate;

import java.nio.DoubleBuffer;

/**
 * Estimates how many dimensions the noise of a map spans, to within a few times for more than a
 * hundred. Blocks with a weight are added in turn to {@link #GROUPS} groups of their folded sums D
 * ({@link Folding}) and weights w, and the noise is what is left of the groups about their ratio:
 * {@code e = D - (ΣD/Σw) w}. With Σ the covariance of e the effective dimension is {@code (tr Σ)² /
 * tr Σ²}, both estimated without bias from the products of the e (Srivastava 2005).
 *
 * <p>A neuron whose gradients all lie in a plane has a noise of two dimensions, however many pixels
 * its map has: halves of such noise often agree by chance.
 */
final class NoiseSketch {
  private static final int GROUPS = 16;

  private final int buckets;
  private final double[] sums;
  private final double[] weights = new double[GROUPS];
  private double blocks;

  /**
   * @param values d of a map
   */
  NoiseSketch(int values) {
    buckets = Folding.buckets(values);
    sums = new double[GROUPS * buckets];
  }

  /** Numbers of its state for a map of so many values. */
  static int stateSize(int values) {
    return GROUPS * (Folding.buckets(values) + 1) + 1;
  }

  /**
   * Adds a block. Of channels that take turns, blocks without a weight are left out, or the others
   * might all fall into one group.
   *
   * @param folded its sum D, folded
   * @param weight its weight w
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

  /** Adds a block whose sum D is zero. */
  void addWeight(double weight) {
    if (weight != 0) {
      weights[group()] += weight;
      blocks++;
    }
  }

  private int group() {
    return (int) (blocks % GROUPS);
  }

  /**
   * The sketch of a weighted sum of two.
   *
   * @param other of the same blocks and weights
   */
  NoiseSketch mixed(double share, NoiseSketch other, double otherShare) {
    NoiseSketch mixed = new NoiseSketch(buckets);
    System.arraycopy(weights, 0, mixed.weights, 0, GROUPS);
    for (int i = 0; i < sums.length; i++) {
      mixed.sums[i] = share * sums[i] + otherShare * other.sums[i];
    }
    return mixed;
  }

  void save(DoubleBuffer state) {
    state.put(sums).put(weights).put(blocks);
  }

  void restore(DoubleBuffer state) {
    state.get(sums).get(weights);
    blocks = state.get();
  }

  /**
   * Effective dimension of the noise.
   *
   * @param values d of the map
   * @return from 1 to d, or to d - 1 where means over pixels are taken off; NaN while two groups or
   *     fewer carry the weight
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
    double[] products = products(weight);
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
    double most = values >= Reliability.FEW ? values - 1 : values;
    double folded = a2 > 0 ? Math.clamp(t * t / a2 - 2 / (n - 1), 1, buckets) : buckets;
    if (values <= buckets) {
      return Math.min(folded, most);
    }
    double unfolded = 1 / (1 / folded - 1.0 / buckets);
    return folded < buckets ? Math.clamp(unfolded, 1, most) : most;
  }

  /**
   * Products of what is left of each two groups g and h, h at most g: 16 x 16. All of one sum come
   * before the next sum, so that additions in a row are independent.
   */
  private double[] products(double weight) {
    double[] products = new double[GROUPS * GROUPS];
    double[] left = new double[GROUPS];
    for (int j = 0; j < buckets; j++) {
      double sum = 0;
      for (int g = 0; g < GROUPS; g++) {
        left[g] = sums[g * buckets + j];
        sum += left[g];
      }
      for (int g = 0; g < GROUPS; g++) {
        left[g] -= sum / weight * weights[g];
        for (int h = 0; h <= g; h++) {
          products[g * GROUPS + h] += left[g] * left[h];
        }
      }
    }
    return products;
  }
}
