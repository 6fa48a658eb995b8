package org.revcor.stimulus;

import java.util.random.RandomGenerator;

/**
 * Independent latent values from which a decoder makes the shown stimulus.
 *
 * @param law law of the values
 */
public record LatentNoise(LatentLaw law) implements Stimulus {
  @Override
  public int drawnValues() {
    return law.values();
  }

  @Override
  public void draw(RandomGenerator random, long trial, float[] drawn) {
    law.fill(random, drawn);
  }

  @Override
  public boolean isSymmetric() {
    return true;
  }

  @Override
  public void reflect(float[] drawn) {
    law.reflect(drawn);
  }

  /** Returns the moments of the latent values, not of the decoder's images. */
  @Override
  public Moments averaged() {
    return law.moments();
  }

  @Override
  public boolean isSpherical() {
    return law instanceof LatentLaw.Normal;
  }

  @Override
  public SteinKernel steinKernel() {
    throw SteinKernel.refused(
        "average with images of a decoder or sums of components, whose pixels are not independent");
  }
}
