package org.revcor.stimulus;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.revcor.InvalidInputException;

/**
 * Stimuli, drawn trial by trial.
 *
 * <p>A trial is drawn as a few independent numbers, which are laid out as a row for the device. A
 * row contains the shown values, then the averaged values if they differ, then the index of the
 * signal if there are signals. For latent noise a decoder makes the shown values from the row.
 */
public interface Stimulus {
  /** Returns how many numbers are drawn for a trial. */
  int drawnValues();

  /**
   * Draws a trial.
   *
   * @param trial index within the study, or index of the antithetic pair, from 0
   * @param drawn receives {@link #drawnValues} numbers
   */
  void draw(RandomGenerator random, long trial, float[] drawn);

  /**
   * Returns the number of successive trials (of antithetic pairs, if trials are paired) that are
   * drawn from the same random numbers.
   */
  default int turn() {
    return 1;
  }

  /** Returns the number of different trials, if it is limited; else the largest number. */
  default long trials() {
    return Long.MAX_VALUE;
  }

  /**
   * Returns whether the law is symmetric, so that {@link #reflect} gives a trial of the same law.
   */
  default boolean isSymmetric() {
    return false;
  }

  /**
   * Replaces a trial by its antithetic partner: noise is reflected about its mean, the signal is
   * unchanged.
   *
   * @throws UnsupportedOperationException if the law is not symmetric
   */
  default void reflect(float[] drawn) {
    throw new UnsupportedOperationException("the law is not symmetric");
  }

  /** Returns the length of a row: the drawn numbers, unless it is laid out in another way. */
  default int rowValues() {
    return drawnValues();
  }

  /** Writes a drawn trial as a row at the buffer's position. */
  default void layOut(float[] drawn, FloatBuffer row) {
    row.put(drawn);
  }

  Moments averaged();

  /**
   * Returns the Stein kernel of each averaged value.
   *
   * @throws InvalidInputException if gradients with respect to the shown values give no map; the
   *     message states why
   */
  SteinKernel steinKernel();

  /** Returns whether the averaged values are independent and Gaussian. */
  default boolean isSpherical() {
    return false;
  }

  default Optional<Signals> source() {
    return Optional.empty();
  }

  /** Returns the names of the signals; empty if trials have none. */
  default List<String> signals() {
    return source().map(Signals::names).orElse(List.of());
  }

  /**
   * Means and variances of the values of a stimulus under its law.
   *
   * @param variance variances; 0 for values that never change
   */
  record Moments(double[] mean, double[] variance) {
    public static Moments constant(int values, double mean, double variance) {
      double[] means = new double[values];
      double[] variances = new double[values];
      Arrays.fill(means, mean);
      Arrays.fill(variances, variance);
      return new Moments(means, variances);
    }
  }
}
