package org.revcor.estimate;

/**
 * Split-half reliability.
 *
 * <p>With r the correlation of two independent halves, {@code 2r/(1+r)} is the reliability of their
 * union (Spearman 1910, Brown 1910) and its root the correlation with the true map. The odds {@code
 * r/(1-r)} grow in proportion to the trials, which gives the time to a target.
 */
public final class Reliability {
  private Reliability() {}

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
   * Covariance over pixels times their number, Σ(a-ā)(b-b̄): for independent halves unbiased for
   * the power of the true map.
   */
  static double sharedPower(float[] a, float[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double ab = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
    }
    return ab;
  }

  /** Reliability of the whole from the correlation of its halves. */
  public static double spearmanBrown(double r) {
    return 2 * r / (1 + r);
  }

  /**
   * Total number of trials at which a channel may be expected to reach a reliability.
   *
   * @param trials trials so far
   * @param pixels values d of the map
   * @param target wanted reliability, in (0,1)
   * @return the total, or NaN as long as the correlation is within three standard errors of nothing
   *     (r√d ≤ 3) or there are fewer than {@link StoppingRule#ENOUGH} effective trials
   */
  public static double trialsTo(double target, ChannelStatistics channel, long trials, int pixels) {
    double r = channel.r();
    if (!(r * Math.sqrt(pixels) > 3) || !(channel.nEff() >= StoppingRule.ENOUGH)) {
      return Double.NaN;
    }
    double wanted = target / (2 - target);
    return trials * (wanted / (1 - wanted)) * ((1 - r) / r);
  }

  private static double mean(float[] map) {
    double sum = 0;
    for (float value : map) {
      sum += value;
    }
    return sum / map.length;
  }
}
