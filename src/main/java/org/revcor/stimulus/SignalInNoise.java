package org.revcor.stimulus;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.revcor.InvalidInputException;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Stimulus.Moments;

/**
 * An image s in white noise n: {@code t = γ s + (1-γ) n} (the paper's Eq 3). Maps average the
 * noise. A trial is drawn as noise, signal, image and γ.
 */
public record SignalInNoise(Signals images, Gamma gamma, Law noise) implements Stimulus {
  private int values() {
    return images.values();
  }

  @Override
  public int drawnValues() {
    return values() + 3;
  }

  @Override
  public void draw(RandomGenerator random, long trial, float[] drawn) {
    noise.fill(random, drawn, values());
    images.draw(random, drawn, values());
    drawn[values() + 2] = gamma.of(random, trial);
  }

  @Override
  public boolean isSymmetric() {
    return noise.isSymmetric();
  }

  @Override
  public void reflect(float[] drawn) {
    noise.reflect(drawn, values());
  }

  @Override
  public int rowValues() {
    return 2 * values() + 1;
  }

  @Override
  public void layOut(float[] drawn, FloatBuffer row) {
    int values = values();
    int start = images.start(drawn, values);
    float weight = drawn[values + 2];
    for (int i = 0; i < values; i++) {
      row.put(weight * images.value(start + i) + (1 - weight) * drawn[i]);
    }
    row.put(drawn, 0, values + 1);
  }

  @Override
  public Moments averaged() {
    return Moments.constant(values(), noise.mean(), noise.variance());
  }

  /**
   * Returns whether the averaged values are independent and Gaussian, including the weight 1-γ of
   * the noise.
   */
  @Override
  public boolean isSpherical() {
    return noise instanceof GaussianLaw;
  }

  @Override
  public SteinKernel steinKernel() {
    if (gamma instanceof Gamma.InTurn(List<Double> values) && values.size() == 1) {
      return noise.steinKernel().weighted(1 - values.getFirst());
    }
    throw SteinKernel.refused("average with a gamma that changes; gradients need a single gamma");
  }

  @Override
  public Optional<Signals> source() {
    return Optional.of(images);
  }

  /** Weight γ of the signal in a mixture, in [0,1]. */
  public sealed interface Gamma {
    float of(RandomGenerator random, long trial);

    /**
     * Cycles through values trial by trial; a single value is constant.
     *
     * @param values weights, at least one
     */
    record InTurn(List<Double> values) implements Gamma {
      public InTurn {
        values = List.copyOf(values);
      }

      @Override
      public float of(RandomGenerator random, long trial) {
        return values.get((int) (trial % values.size())).floatValue();
      }
    }

    /** Drawn uniformly for each trial. */
    record Uniform(double from, double to) implements Gamma {
      /**
       * @throws InvalidInputException if from is above to
       */
      public Uniform {
        if (from > to) {
          throw new InvalidInputException(
              "study.stimulus.gamma.to",
              "" + to,
              "at least from (%s) and at most 1".formatted(from));
        }
      }

      @Override
      public float of(RandomGenerator random, long trial) {
        return (float) (from + (to - from) * random.nextDouble());
      }
    }
  }
}
