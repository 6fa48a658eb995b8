package org.revcor.stimulus;

import java.util.random.RandomGenerator;

/**
 * White (1) with probability p, otherwise black (0).
 *
 * @param p probability of white; rounded to a multiple of 2⁻¹⁶, which {@link #mean} returns
 */
public record BernoulliLaw(double p) implements Law {
  private static final int LEVELS = 1 << 16;

  @Override
  public String name() {
    return "bernoulli";
  }

  @Override
  public double mean() {
    return (double) threshold() / LEVELS;
  }

  @Override
  public double variance() {
    return mean() * (1 - mean());
  }

  @Override
  public SteinKernel steinKernel() {
    return new SteinKernel.Step(variance(), 1);
  }

  private int threshold() {
    return (int) Math.round(p * LEVELS);
  }

  @Override
  public boolean isSymmetric() {
    return threshold() * 2 == LEVELS;
  }

  @Override
  public void fill(RandomGenerator random, float[] trial, int values) {
    int threshold = threshold();
    long word = 0;
    for (int i = 0; i < values; i++) {
      word = (i & 3) == 0 ? random.nextLong() : word << 16;
      // 1 below the threshold, else 0, from the sign bit: a branch would be unpredictable
      trial[i] = ((int) (word >>> 48) - threshold) >>> 31;
    }
  }
}
