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
 */
public final class ThresholdNoise implements Stimulus {
  /** Contrast of a class that is not shown. */
  public static final double LEFT_OUT = 0;

  /** Its multiples are evenly spread between whole numbers. */
  private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

  private final Normal noise;
  private final List<String> signals;
  private final List<Double> contrasts;
  private final int[] shown;

  /**
   * @param contrasts contrast of the example of each class; {@link #LEFT_OUT} for a class that is
   *     not shown; empty while they are unknown, where every contrast is 1
   */
  public ThresholdNoise(Normal noise, List<String> signals, List<Double> contrasts) {
    this.noise = noise;
    this.signals = List.copyOf(signals);
    this.contrasts = List.copyOf(contrasts);
    this.shown =
        IntStream.range(0, signals.size()).filter(each -> contrast(each) != LEFT_OUT).toArray();
  }

  public ThresholdNoise withContrasts(List<Double> other) {
    return new ThresholdNoise(noise, signals, other);
  }

  /** Returns whether the contrasts are known. */
  public boolean hasContrasts() {
    return !contrasts.isEmpty();
  }

  private double contrast(int signal) {
    return contrasts.isEmpty() ? 1 : contrasts.get(signal);
  }

  @Override
  public List<String> signals() {
    return signals;
  }

  @Override
  public int turn() {
    return shown.length;
  }

  /**
   * Returns the class of a trial. Each turn begins with another one, so that the trials of a class
   * are spread over the blocks if these do not have whole turns.
   */
  public int signal(long trial) {
    long turn = trial / shown.length;
    double start = turn * GOLDEN_RATIO;
    int first = (int) ((start - Math.floor(start)) * shown.length);
    return shown[(int) ((trial + first) % shown.length)];
  }

  @Override
  public int drawnValues() {
    return noise.values() + 2;
  }

  @Override
  public void draw(RandomGenerator random, long trial, float[] drawn) {
    noise.fill(random, drawn);
    int signal = signal(trial);
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
