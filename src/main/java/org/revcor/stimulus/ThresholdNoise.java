package org.revcor.stimulus;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.revcor.stimulus.LatentLaw.Normal;

/**
 * Noise on one example image of each class. A trial is drawn as scores of the noise, the contrast
 * of the example, and the index of its class. Classes take turns. The trials of a turn have the
 * same noise, so that the scores of each class have the products of all trials.
 *
 * @param contrasts contrast of the example of each class; {@link #LEFT_OUT} for a class that is not
 *     shown; empty while they are unknown, where every contrast is 1
 */
public record ThresholdNoise(Normal noise, List<String> signals, List<Double> contrasts)
    implements Stimulus {
  /** Contrast of a class that is not shown. */
  public static final double LEFT_OUT = 0;

  public ThresholdNoise {
    signals = List.copyOf(signals);
    contrasts = List.copyOf(contrasts);
  }

  public ThresholdNoise withContrasts(List<Double> other) {
    return new ThresholdNoise(noise, signals, other);
  }

  private double contrast(int signal) {
    return contrasts.isEmpty() ? 1 : contrasts.get(signal);
  }

  /** Returns the indices of the classes that are shown, in their order. */
  private int[] shown() {
    return IntStream.range(0, signals.size())
        .filter(signal -> contrast(signal) != LEFT_OUT)
        .toArray();
  }

  @Override
  public int turn() {
    return Math.max(1, shown().length);
  }

  @Override
  public int drawnValues() {
    return noise.values() + 2;
  }

  @Override
  public void draw(RandomGenerator random, long trial, float[] drawn) {
    noise.fill(random, drawn);
    int[] shown = shown();
    int signal = shown.length == 0 ? 0 : shown[(int) (trial % shown.length)];
    drawn[noise.values()] = (float) contrast(signal);
    drawn[noise.values() + 1] = signal;
  }

  @Override
  public boolean isSymmetric() {
    return true;
  }

  @Override
  public void reflect(float[] drawn) {
    noise.reflect(drawn);
  }

  @Override
  public void layOut(float[] drawn, FloatBuffer row) {
    row.put(drawn);
  }

  /** Returns the moments of the scores, not of the decoder's images. */
  @Override
  public Moments averaged() {
    return noise.moments();
  }

  @Override
  public SteinKernel steinKernel() {
    throw SteinKernel.refused("regression with threshold-noise, whose pixels are not independent");
  }
}
