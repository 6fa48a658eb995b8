package org.revcor.estimate;

import org.apache.commons.statistics.distribution.FDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Split-half reliability.
 *
 * <p>With r the correlation of two independent halves, {@code 2r/(1+r)} is the reliability of their
 * union (Spearman 1910, Brown 1910) and its root the correlation with the true map. The odds {@code
 * r/(1-r)} grow in proportion to the trials, which gives the time to a target.
 *
 * <p>The correlation of a few values is chance, and a map that is flat but not zero has none. So
 * maps of fewer than {@link #FEW} values are compared about the zero that they have where there is
 * no structure, by their cosine, and judged by a lower limit. For halves a, b with the same error
 * in each of d values, {@code |a+b|²} and {@code |a-b|²} are independent and their quotient is
 * noncentral F of d and d degrees, whose noncentrality λ gives the reliability {@code λ/(λ+d)}.
 */
public final class Reliability {
  /** Values of a map below which it is compared about zero. */
  public static final int FEW = 50;

  /** A map of this reliability is expected to agree with the true one at .7. */
  public static final double KNOWN = 0.5;

  private static final double LIMIT_LEVEL = 0.05;

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

  /** Cosine of two maps; NaN if either is zero or not defined. */
  static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return aa > 0 && bb > 0 ? Math.clamp(ab / Math.sqrt(aa * bb), -1.0, 1.0) : Double.NaN;
  }

  /**
   * Lower 95 % limit of the reliability of the whole from its halves, about zero. Values that are 0
   * in both never change and do not count. NaN if none is left, or one is not defined.
   */
  static double lowerLimit(float[] a, float[] b) {
    double sum = 0;
    double difference = 0;
    int values = 0;
    for (int i = 0; i < a.length; i++) {
      double s = (double) a[i] + b[i];
      double d = (double) a[i] - b[i];
      sum += s * s;
      difference += d * d;
      values += s != 0 || d != 0 ? 1 : 0;
    }
    if (values == 0 || Double.isNaN(sum + difference)) {
      return Double.NaN;
    }
    double quotient = sum / difference;
    double low = 0;
    double high = 1;
    while (high - low > 1e-9) {
      double middle = (low + high) / 2;
      double lambda = values * middle / (1 - middle);
      double scaled = quotient * values / (values + lambda);
      if (quotients(lambda, values).survivalProbability(scaled) > LIMIT_LEVEL) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  /**
   * The law of {@code |a+b|²/|a-b|²} but for its scale {@code (d+λ)/d}: noncentral χ² is nearly
   * {@code (d+λ)/ν} times χ² of {@code ν = (d+λ)²/(d+2λ)} degrees (Patnaik 1949).
   */
  private static FDistribution quotients(double lambda, int values) {
    double degrees = (values + lambda) * (values + lambda) / (values + 2 * lambda);
    return FDistribution.of(degrees, values);
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
   *     (r√d ≤ 3; for fewer than {@link #FEW} values, while the lower limit is 0) or there are
   *     fewer than {@link StoppingRule#ENOUGH} effective trials
   */
  public static double trialsTo(double target, ChannelStatistics channel, long trials, int pixels) {
    double r = channel.r();
    boolean known = pixels < FEW ? channel.assured() > 0 : r * Math.sqrt(pixels) > 3;
    if (!known || !(channel.nEff() >= StoppingRule.ENOUGH)) {
      return Double.NaN;
    }
    if (pixels < FEW) {
      // the quotient less 1 grows in proportion to the trials; by the cosine it is 2r/(1-r)
      double lambda = pixels * target / (1 - target);
      double critical = quotients(lambda, pixels).inverseSurvivalProbability(LIMIT_LEVEL);
      double wanted = critical * (pixels + lambda) / pixels;
      return trials * (wanted - 1) * (1 - r) / (2 * r);
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
