package org.revcor.stimulus;

import java.util.random.RandomGenerator;

/**
 * Distribution of a single pixel of white noise.
 *
 * <p>Mean and variance are those of the values as drawn, on their grid, so that estimators may take
 * them as exact.
 */
public sealed interface Law permits UniformLaw, GaussianLaw, BernoulliLaw {

  /** Name in study files: {@code uniform}, {@code gaussian} or {@code bernoulli}. */
  String name();

  /** Expected value μ of a pixel. */
  double mean();

  /** Variance σ² of a pixel. */
  double variance();

  /** The Stein kernel of a pixel. */
  SteinKernel steinKernel();

  /** Whether a value and its reflection about the mean are equally likely. */
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
   * Fills the first {@code values} of {@code trial} with independent draws; consumes whole 64-bit
   * words, so trials do not share any.
   */
  void fill(RandomGenerator random, float[] trial, int values);
}
