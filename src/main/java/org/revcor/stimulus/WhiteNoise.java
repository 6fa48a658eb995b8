package org.revcor.stimulus;

import java.util.random.RandomGenerator;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Stimulus.Moments;

/** Independent pixels with one law. */
public record WhiteNoise(Law law, int values) implements Stimulus {
  @Override
  public int drawnValues() {
    return values;
  }

  @Override
  public void draw(RandomGenerator random, long trial, float[] drawn) {
    law.fill(random, drawn, values);
  }

  @Override
  public boolean isSymmetric() {
    return law.isSymmetric();
  }

  @Override
  public void reflect(float[] drawn) {
    law.reflect(drawn, values);
  }

  @Override
  public Moments averaged() {
    return Moments.constant(values, law.mean(), law.variance());
  }

  @Override
  public boolean isSpherical() {
    return law instanceof GaussianLaw;
  }

  @Override
  public SteinKernel steinKernel() {
    return law.steinKernel();
  }
}
