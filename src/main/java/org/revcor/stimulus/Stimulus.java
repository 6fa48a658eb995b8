package org.revcor.stimulus;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.revcor.InvalidInputException;

/**
 * What is shown, drawn trial by trial.
 *
 * <p>A trial is drawn as a few independent numbers, and these are laid out as a row for the device:
 * what is shown, then what is averaged where that is something else, then the index of the signal
 * where there are signals. Latent noise is shown as a decoder makes it from the row.
 */
public interface Stimulus {
  /** Numbers that a trial is drawn as. */
  int drawnValues();

  /**
   * Draws a trial.
   *
   * @param trial its number within the study, or that of its pair, from 0
   * @param drawn takes {@link #drawnValues} numbers
   */
  void draw(RandomGenerator random, long trial, float[] drawn);

  /** Whether its law is symmetric, so that {@link #reflect} gives a trial of the same law. */
  boolean isSymmetric();

  /**
   * Turns a trial into its antithetic partner: all noise reflected about its mean, the signal kept.
   *
   * @throws UnsupportedOperationException if the law is not symmetric
   */
  void reflect(float[] drawn);

  /** Numbers of a row. */
  int rowValues();

  /** Lays a drawn trial out as a row, at the buffer's position. */
  void layOut(float[] drawn, FloatBuffer row);

  /** Law of what is averaged, value by value. */
  Moments averaged();

  /**
   * The Stein kernel of each value of what is averaged, if gradients with respect to what is shown,
   * or steps of it, tell of it.
   *
   * @throws InvalidInputException if they do not; the message tells why
   */
  SteinKernel steinKernel();

  /** Whether the values of what is averaged are independent and Gaussian. */
  default boolean isSpherical() {
    return false;
  }

  /** Where the signals are taken from, if trials have one. */
  Optional<Signals> source();

  /** Names of the signals, if trials have one; else empty. */
  default List<String> signals() {
    return source().map(Signals::names).orElse(List.of());
  }
}
