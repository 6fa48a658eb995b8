package org.revcor.estimate;

import org.jspecify.annotations.Nullable;

/** Agreement of two maps, and the reliability from which a map counts as known. */
public final class Reliability {
  /**
   * Number of map values from which a map and its noise are compared without their means over
   * pixels.
   */
  public static final int FEW = 50;

  /** Minimum reliability of a known map: its expected correlation with the true map is .7. */
  public static final double KNOWN = 0.5;

  /**
   * Minimum lower limit of a known map. By the F distribution with 30 and 30 degrees, 3.1 % of maps
   * without a signal have a limit above 0 and a reliability of {@link #KNOWN}, and .8 % reach this
   * limit.
   */
  private static final double ASSURED = 0.25;

  private Reliability() {}

  /**
   * Returns whether a map is known: with a reliability of at least {@link #KNOWN}, and a lower
   * limit of at least {@link #ASSURED}, since noise of few dimensions or from few blocks is often
   * reliable by chance.
   *
   * @param reliability null or NaN if it does not exist
   * @param assured lower limit of the squared correlation with the truth; null or NaN if unknown
   */
  public static boolean isKnown(@Nullable Double reliability, @Nullable Double assured) {
    return reliability != null && reliability >= KNOWN && assured != null && assured >= ASSURED;
  }

  /**
   * Formats a reliability with three decimals, rounded down: 0.950 means at least .95. An unknown
   * one, null or NaN, is "-".
   */
  public static String text(@Nullable Double reliability) {
    return reliability == null || reliability.isNaN()
        ? "-"
        : "%.3f".formatted(Math.floor(reliability * 1000 + 1e-9) / 1000);
  }

  /**
   * Returns the Pearson correlation of two maps over their pixels; NaN if either is constant or not
   * defined.
   */
  public static double correlation(float[] a, float[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      double da = a[i] - meanA;
      double db = b[i] - meanB;
      ab += da * db;
      aa += da * da;
      bb += db * db;
    }
    return aa > 0 && bb > 0 ? Math.clamp(ab / Math.sqrt(aa * bb), -1.0, 1.0) : Double.NaN;
  }

  /**
   * Returns the expected total number of trials at which a channel reaches a reliability.
   *
   * @param trials trials so far
   * @param target reliability, in (0,1)
   * @return NaN while the lower limit is 0 or unknown, or there are fewer than {@link
   *     StoppingRule#ENOUGH} effective trials
   */
  public static double trialsTo(double target, ChannelStatistics channel, long trials) {
    return channel.nEff() >= StoppingRule.ENOUGH
        ? trials * channel.signal().growth(target)
        : Double.NaN;
  }

  private static double mean(float[] map) {
    double sum = 0;
    for (float value : map) {
      sum += value;
    }
    return sum / map.length;
  }
}
