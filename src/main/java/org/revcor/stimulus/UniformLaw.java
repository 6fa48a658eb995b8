package org.revcor.stimulus;

import java.util.random.RandomGenerator;

/**
 * Uniform law on the 65,536 values k/2¹⁶ in [0,1).
 *
 * <p>Sums of up to 256 such values are multiples of 2⁻¹⁶ below 2⁸, so they are exact in float32 in
 * any order. So label sums of a batch do not depend on the matrix kernel.
 */
public record UniformLaw() implements Law {
  private static final int LEVELS = 1 << 16;
  private static final float STEP = 1f / LEVELS;

  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public double mean() {
    return (LEVELS - 1) / (2.0 * LEVELS);
  }

  @Override
  public double variance() {
    return ((double) LEVELS * LEVELS - 1) / (12.0 * LEVELS * LEVELS);
  }

  /**
   * Returns the kernel of the continuous law from the minimum to the maximum value, within a
   * relative 5e-5 of the grid's kernel.
   */
  @Override
  public SteinKernel steinKernel() {
    return new SteinKernel.Quadratic(0, 1 - (double) STEP, 1);
  }

  @Override
  public boolean isSymmetric() {
    return true;
  }

  @Override
  public void fill(RandomGenerator random, float[] trial, int values) {
    int whole = values & ~3;
    for (int i = 0; i < whole; i += 4) {
      long word = random.nextLong();
      trial[i] = (int) (word >>> 48) * STEP;
      trial[i + 1] = (int) (word >>> 32 & 0xffff) * STEP;
      trial[i + 2] = (int) (word >>> 16 & 0xffff) * STEP;
      trial[i + 3] = (int) (word & 0xffff) * STEP;
    }
    if (whole < values) {
      long word = random.nextLong();
      for (int i = whole, shift = 48; i < values; i++, shift -= 16) {
        trial[i] = (int) (word >>> shift & 0xffff) * STEP;
      }
    }
  }
}
