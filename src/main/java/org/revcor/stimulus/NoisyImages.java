package org.revcor.stimulus;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Stimulus.Moments;

/**
 * Images, optionally with added white noise. Maps average the noise if there is any, else the
 * images. A trial is drawn as noise, signal and image.
 */
public record NoisyImages(Signals images, Optional<Law> noise) implements Stimulus {
  private int noiseValues() {
    return noise.isPresent() ? images.values() : 0;
  }

  @Override
  public int drawnValues() {
    return noiseValues() + 2;
  }

  @Override
  public void draw(RandomGenerator random, long trial, float[] drawn) {
    noise.ifPresent(law -> law.fill(random, drawn, noiseValues()));
    images.draw(random, drawn, noiseValues());
  }

  @Override
  public boolean isSymmetric() {
    return noise.isPresent() && noise.get().isSymmetric();
  }

  @Override
  public void reflect(float[] drawn) {
    noise.orElseThrow().reflect(drawn, noiseValues());
  }

  @Override
  public int rowValues() {
    return images.values() + noiseValues() + 1;
  }

  @Override
  public void layOut(float[] drawn, FloatBuffer row) {
    int start = images.start(drawn, noiseValues());
    for (int i = 0; i < images.values(); i++) {
      float value = images.value(start + i);
      row.put(noise.isPresent() ? value + drawn[i] : value);
    }
    row.put(drawn, 0, noiseValues() + 1);
  }

  @Override
  public Moments averaged() {
    return noise
        .map(law -> Moments.constant(images.values(), law.mean(), law.variance()))
        .orElseGet(images::moments);
  }

  @Override
  public boolean isSpherical() {
    return noise.filter(GaussianLaw.class::isInstance).isPresent();
  }

  @Override
  public SteinKernel steinKernel() {
    return noise
        .orElseThrow(
            () ->
                SteinKernel.refused(
                    "average with images without noise; stimulus.noise-sd adds noise"))
        .steinKernel();
  }

  @Override
  public Optional<Signals> source() {
    return Optional.of(images);
  }
}
