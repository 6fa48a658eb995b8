package org.revcor.stimulus;

import java.util.random.RandomGenerator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Gaussian law without clipping, drawn by the ziggurat of Commons RNG (McFarland 2016, "A modified
 * ziggurat algorithm").
 *
 * @param mean expected value
 * @param sd standard deviation, above 0
 */
public record GaussianLaw(double mean, double sd) implements Law {

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
