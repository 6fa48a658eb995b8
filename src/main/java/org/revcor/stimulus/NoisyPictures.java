package org.revcor.stimulus;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Pictures as they are, or with white noise added to them. With noise, the noise alone is averaged,
 * else the pictures are. A trial is drawn as its noise, signal and picture.
 *
 * @param pictures what is shown
 * @param noise law of what is added to each pixel
 */
public record NoisyPictures(Signals pictures, Optional<Law> noise) implements Stimulus {
  private int noiseValues() {
    return noise.isPresent() ? pictures.values() : 0;
  }

  @Override
  public int drawnValues() {
    return noiseValues() + 2;
  }

  @Override
  public void draw(RandomGenerator random, long trial, float[] drawn) {
    noise.ifPresent(law -> law.fill(random, drawn, noiseValues()));
    pictures.draw(random, drawn, noiseValues());
  }

  @Override
  public boolean isSymmetric() {
    return noise.isPresent() && noise.get().isSymmetric();
  }

  @Override
  public void reflect(float[] drawn) {
    noise
        .orElseThrow(() -> new UnsupportedOperationException("pictures have no reflection"))
        .reflect(drawn, noiseValues());
  }

  @Override
  public int rowValues() {
    return pictures.values() + noiseValues() + 1;
  }

  @Override
  public void layOut(float[] drawn, FloatBuffer row) {
    int start = pictures.start(drawn, noiseValues());
    for (int i = 0; i < pictures.values(); i++) {
      float value = pictures.value(start + i);
      row.put(noise.isPresent() ? value + drawn[i] : value);
    }
    row.put(drawn, 0, noiseValues() + 1);
  }

  @Override
  public Moments averaged() {
    return noise
        .map(law -> Moments.constant(pictures.values(), law.mean(), law.variance()))
        .orElseGet(pictures::moments);
  }

  @Override
  public SteinKernel steinKernel() {
    return noise
        .orElseThrow(
            () ->
                Gradients.refused(
                    "average with pictures that no noise is added to (stimulus.noise-sd adds some)"))
        .steinKernel();
  }

  @Override
  public Optional<Signals> source() {
    return Optional.of(pictures);
  }
}
