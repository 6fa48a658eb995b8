package org.revcor.stimulus;

import java.util.random.RandomGenerator;

/**
 * Distribution of a single pixel of white noise.
 *
 * <p>Mean and variance are those of the discrete values that are drawn, so estimators can use them
 * as exact.
 */
public sealed interface Law permits UniformLaw, GaussianLaw, BernoulliLaw {

  /** Returns the name in study files: {@code uniform}, {@code gaussian} or {@code bernoulli}. */
  String name();

  /** Returns the mean μ of a pixel. */
  double mean();

  /** Returns the variance σ² of a pixel. */
  double variance();

  /** Returns the Stein kernel of a pixel. */
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
}
