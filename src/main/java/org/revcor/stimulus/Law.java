package org.revcor.stimulus;

import java.util.random.RandomGenerator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Distribution of a single pixel of white noise.
 *
 * <p>Mean and variance are those of the discrete values that are drawn, so estimators can use them
 * as exact.
 */
public sealed interface Law {

  /** Returns the name in study files: {@code uniform}, {@code gaussian} or {@code bernoulli}. */
  String name();

  /** Returns the mean μ of a pixel. */
  double mean();

  /** Returns the variance σ² of a pixel. */
  double variance();

  /** Returns the square of the skewness. */
  default double squaredSkewness() {
    return 0;
  }

  /** Returns the kurtosis less that of a normal law; below 0 for lighter tails. */
  double excessKurtosis();

  SteinKernel steinKernel();

  /** Returns whether a value and its reflection about the mean are equally likely. */
  boolean isSymmetric();

  /**
   * Reflects the first {@code values} of a trial about the mean: {@code x} becomes {@code 2μ - x}.
   */
  default void reflect(float[] trial, int values) {
    float twice = (float) (2 * mean());
    for (int i = 0; i < values; i++) {
      trial[i] = twice - trial[i];
    }
  }

  /**
   * Fills the first {@code values} of {@code trial} with independent draws. Uses whole 64-bit
   * words, so trials do not share words.
   */
  void fill(RandomGenerator random, float[] trial, int values);

  /**
   * Uniform law on the 65,536 values k/2¹⁶ in [0,1).
   *
   * <p>Sums of up to 256 such values are multiples of 2⁻¹⁶ below 2⁸, so they are exact in float32
   * in any order. So label sums of a batch do not depend on the matrix kernel.
   */
  record UniformLaw() implements Law {
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

    @Override
    public double excessKurtosis() {
      return -1.2;
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

  /**
   * Gaussian law without clipping, drawn by the ziggurat of Commons RNG (McFarland 2016, "A
   * modified ziggurat algorithm").
   *
   * @param sd standard deviation, above 0
   */
  record GaussianLaw(double mean, double sd) implements Law {

    /** Default mean and standard deviation: those of the uniform law, to four digits. */
    public static final GaussianLaw DEFAULT = new GaussianLaw(0.5, 0.2887);

    @Override
    public String name() {
      return "gaussian";
    }

    @Override
    public double variance() {
      return sd * sd;
    }

    @Override
    public double excessKurtosis() {
      return 0;
    }

    @Override
    public SteinKernel steinKernel() {
      return new SteinKernel.Constant(variance());
    }

    @Override
    public boolean isSymmetric() {
      return true;
    }

    @Override
    public void fill(RandomGenerator random, float[] trial, int values) {
      UniformRandomProvider words = random::nextLong;
      var normal = ZigguratSampler.NormalizedGaussian.of(words);
      for (int i = 0; i < values; i++) {
        trial[i] = (float) (mean + sd * normal.sample());
      }
    }
  }

  /**
   * White (1) with probability p, otherwise black (0).
   *
   * @param p probability of white; rounded to a multiple of 2⁻¹⁶, which {@link #mean} returns
   */
  record BernoulliLaw(double p) implements Law {
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
    public double squaredSkewness() {
      return 1 / variance() - 4;
    }

    @Override
    public double excessKurtosis() {
      return 1 / variance() - 6;
    }

    @Override
    public SteinKernel steinKernel() {
      throw SteinKernel.refused(
          "average with bernoulli noise, whose values have no density; uniform and gaussian noise"
              + " have one");
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
}
