package org.revcor.estimate;

import org.jspecify.annotations.Nullable;

/** How far two maps agree, and when one counts as known. */
public final class Reliability {
  /** Values from which on a map is compared with its noise without its mean over pixels. */
  public static final int FEW = 50;

  /** A map of this reliability is expected to agree with the true one at .7. */
  public static final double KNOWN = 0.5;

  private Reliability() {}

  /**
   * Whether a map is known: of a reliability of {@link #KNOWN} or more.
   *
   * @param reliability null or NaN where there is none
   */
  public static boolean isKnown(@Nullable Double reliability) {
    return reliability != null && reliability >= KNOWN;
  }

  /**
   * Pearson correlation of two maps over their pixels; NaN if either is constant or not defined.
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
   * Total number of trials at which a channel may be expected to reach a reliability.
   *
   * @param trials trials so far
   * @param target wanted reliability, in (0,1)
   * @return the total, or NaN as long as the lower limit is 0 or unknown or there are fewer than
   *     {@link StoppingRule#ENOUGH} effective trials
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
