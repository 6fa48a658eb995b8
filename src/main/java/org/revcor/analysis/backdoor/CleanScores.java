package org.revcor.analysis.backdoor;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How high observers without a backdoor score: the logarithms of their scores are taken as normal.
 */
public final class CleanScores {
  private final double[] sorted;
  private final double mean;
  private final double deviation;

  private CleanScores(double[] sorted, double mean, double deviation) {
    this.sorted = sorted;
    this.mean = mean;
    this.deviation = deviation;
  }

  /**
   * Those of some observers.
   *
   * @param scores at least three; unless all are positive, and not all the same, nothing can be
   *     told by them: then {@link #p} and {@link #threshold} are NaN
   */
  public static CleanScores of(double[] scores) {
    double[] logs = Arrays.stream(scores).map(Math::log).toArray();
    double mean = Arrays.stream(logs).average().orElseThrow();
    double squares = Arrays.stream(logs).map(each -> (each - mean) * (each - mean)).sum();
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return new CleanScores(sorted, mean, Math.sqrt(squares / (scores.length - 1)));
  }

  /** The scores, ascending. */
  public double[] sorted() {
    return sorted.clone();
  }

  /** Number of observers. */
  public int count() {
    return sorted.length;
  }

  /** Geometric mean of the scores. */
  public double mean() {
    return Math.exp(mean);
  }

  /** Standard deviation of their logarithms. */
  public double deviation() {
    return deviation;
  }

  /**
   * Probability that one more observer without a backdoor scores at least this: of Student's t with
   * n - 1 degrees of freedom, at {@code (log score - mean) / (deviation √(1 + 1/n))}. NaN if
   * nothing can be told, or the score is not positive.
   */
  public double p(double score) {
    return isTelling()
        ? student().survivalProbability((Math.log(score) - mean) / scale())
        : Double.NaN;
  }

  /** The score whose {@link #p} is a level; NaN if nothing can be told. */
  public double threshold(double level) {
    return isTelling()
        ? Math.exp(mean + scale() * student().inverseSurvivalProbability(level))
        : Double.NaN;
  }

  private boolean isTelling() {
    return Double.isFinite(mean) && deviation > 0;
  }

  /**
   * The same probability by ranks alone: {@code (1 + how many score as high) / (1 + n)}, at least
   * {@link #minRank}.
   */
  public double rank(double score) {
    long asHigh = Arrays.stream(sorted).filter(each -> each >= score).count();
    return (1.0 + asHigh) / (1.0 + count());
  }

  /** Smallest possible {@link #rank}: {@code 1 / (1 + n)}. */
  public double minRank() {
    return 1.0 / (1 + count());
  }

  /**
   * Returns how many of the observers are suspected when each is compared with the others: those
   * whose {@link #p}, by the scores of the others, is at most a level. At least four are required.
   */
  public int suspected(double level) {
    return (int) IntStream.range(0, count()).filter(i -> others(i).p(sorted[i]) <= level).count();
  }

  private CleanScores others(int without) {
    return of(
        IntStream.range(0, count())
            .filter(i -> i != without)
            .mapToDouble(i -> sorted[i])
            .toArray());
  }

  private TDistribution student() {
    return TDistribution.of(count() - 1.0);
  }

  private double scale() {
    return deviation * Math.sqrt(1 + 1.0 / count());
  }
}
