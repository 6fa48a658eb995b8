package org.revcor.stimulus;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.revcor.InvalidInputException;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Stimulus.Moments;

/** Law of independent latent values, symmetric about its mean. */
public sealed interface LatentLaw {
  int values();

  void fill(RandomGenerator random, float[] drawn);

  /** Reflects a trial about the mean. */
  void reflect(float[] drawn);

  /** Returns the exact moments, except for the rounding of draws to float32. */
  Moments moments();

  /** Uniform over a range per value. */
  record Ranges(float[] low, float[] high) implements LatentLaw {
    /**
     * Returns the law with one range for all values.
     *
     * @throws InvalidInputException if the range is less than 1e-6 wide
     */
    public static Ranges of(int values, double low, double high) {
      if (!(high - low >= 1e-6)) {
        throw new InvalidInputException(
            "study.stimulus.latent.high",
            "" + high,
            "a number in [-1e6, 1e6], at least 1e-6 above low (%s)".formatted(low));
      }
      float[] lows = new float[values];
      float[] highs = new float[values];
      Arrays.fill(lows, (float) low);
      Arrays.fill(highs, (float) high);
      return new Ranges(lows, highs);
    }

    @Override
    public int values() {
      return low.length;
    }

    @Override
    public void fill(RandomGenerator random, float[] drawn) {
      for (int i = 0; i < low.length; i++) {
        drawn[i] = low[i] + (high[i] - low[i]) * random.nextFloat();
      }
    }

    @Override
    public void reflect(float[] drawn) {
      for (int i = 0; i < low.length; i++) {
        drawn[i] = low[i] + high[i] - drawn[i];
      }
    }

    @Override
    public Moments moments() {
      double[] mean = new double[low.length];
      double[] variance = new double[low.length];
      for (int i = 0; i < low.length; i++) {
        double width = (double) high[i] - low[i];
        mean[i] = ((double) low[i] + high[i]) / 2;
        variance[i] = width * width / 12;
      }
      return new Moments(mean, variance);
    }
  }

  /**
   * Normal with mean 0.
   *
   * @param sd standard deviation, above 0
   */
  record Normal(int values, double sd) implements LatentLaw {
    @Override
    public void fill(RandomGenerator random, float[] drawn) {
      new GaussianLaw(0, sd).fill(random, drawn, values);
    }

    @Override
    public void reflect(float[] drawn) {
      for (int i = 0; i < values; i++) {
        drawn[i] = -drawn[i];
      }
    }

    @Override
    public Moments moments() {
      return Moments.constant(values, 0, sd * sd);
    }
  }

  /** Independent latent values from which a decoder makes the shown stimulus. */
  record LatentNoise(LatentLaw law) implements Stimulus {
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
      return law instanceof Normal;
    }

    @Override
    public SteinKernel steinKernel() {
      throw SteinKernel.refused(
          "average with images of a decoder or sums of components, whose pixels are not independent");
    }
  }
}
