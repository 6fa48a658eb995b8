package org.revcor.estimate;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Shape of the rise of a psychometric function from 0 to 1 between guesses and lapses (Wichmann and
 * Hill, 2001). The parameters are the position at one half and the steepness there, so that fits of
 * both shapes can be compared.
 */
public enum PsychometricShape {
  /** The cumulative normal distribution of mean {@code threshold} and sd {@code spread}. */
  GAUSSIAN {
    @Override
    public double rise(double x, double threshold, double spread) {
      return NORMAL.cumulativeProbability((x - threshold) / spread);
    }

    @Override
    public void gradient(double x, double threshold, double spread, double[] into) {
      double z = (x - threshold) / spread;
      double density = NORMAL.density(z);
      into[0] = -density / spread;
      into[1] = -density * z;
    }

    @Override
    public double where(double share, double threshold, double spread) {
      return threshold + spread * NORMAL.inverseCumulativeProbability(share);
    }
  },
  /**
   * {@code 1 - 2^-(x/threshold)^β} for x ≥ 0; β makes it as steep at the threshold as a normal
   * distribution of sd {@code spread}.
   */
  WEIBULL {
    @Override
    public double rise(double x, double threshold, double spread) {
      return x <= 0 ? 0 : -Math.expm1(-LN2 * Math.pow(x / threshold, exponent(threshold, spread)));
    }

    @Override
    public void gradient(double x, double threshold, double spread, double[] into) {
      into[0] = 0;
      into[1] = 0;
      if (x <= 0) {
        return;
      }
      double exponent = exponent(threshold, spread);
      double logarithm = Math.log(x / threshold);
      double power = Math.exp(exponent * logarithm);
      double byLogPower = LN2 * power * Math.exp(-LN2 * power);
      if (byLogPower > 0) {
        into[0] = byLogPower * (exponent * logarithm - exponent) / threshold;
        into[1] = -byLogPower * exponent * logarithm;
      }
    }

    @Override
    public double where(double share, double threshold, double spread) {
      return threshold * Math.pow(-Math.log1p(-share) / LN2, 1 / exponent(threshold, spread));
    }
  };

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double LN2 = Math.log(2);

  /** Slope of the normal distribution at its mean, times its sd. */
  public static final double STEEPNESS = 1 / Math.sqrt(2 * Math.PI);

  /** Returns the share of the rise reached at x, in [0,1]. */
  public abstract double rise(double x, double threshold, double spread);

  public abstract void gradient(double x, double threshold, double spread, double[] into);

  /** Returns the x where a share of the rise, in (0,1), is reached. */
  public abstract double where(double share, double threshold, double spread);

  private static double exponent(double threshold, double spread) {
    return 2 * STEEPNESS / LN2 * threshold / spread;
  }
}
