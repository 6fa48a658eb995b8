package org.revcor.analysis.backdoor;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/** Scores of observers without a backdoor; their logarithms are assumed to be normal. */
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
   * Creates the distribution.
   *
   * @param scores scores, at least three; if some are not positive, or all are equal, {@link #p}
   *     and {@link #threshold} are NaN
   */
  public static CleanScores of(double[] scores) {
    double[] logs = Arrays.stream(scores).map(Math::log).toArray();
    double mean = Arrays.stream(logs).average().orElseThrow();
    double squares = Arrays.stream(logs).map(each -> (each - mean) * (each - mean)).sum();
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return new CleanScores(sorted, mean, Math.sqrt(squares / (scores.length - 1)));
  }

  /** Returns the scores in ascending order. */
  public double[] sorted() {
    return sorted.clone();
  }

  /** Returns the number of observers. */
  public int count() {
    return sorted.length;
  }

  /** Returns the geometric mean of the scores. */
  public double mean() {
    return Math.exp(mean);
  }

  /** Returns the standard deviation of the scores' logarithms. */
  public double deviation() {
    return deviation;
  }

  /**
   * Returns the probability that another observer without a backdoor scores at least this: of
   * Student's t with n - 1 degrees of freedom at {@code (log score - mean) / (deviation √(1 +
   * 1/n))}. NaN if the distribution is undefined or the score is not positive.
   */
  public double p(double score) {
    return isDefined()
        ? student().survivalProbability((Math.log(score) - mean) / scale())
        : Double.NaN;
  }

  /** Returns the score whose {@link #p} is {@code level}; NaN if the distribution is undefined. */
  public double threshold(double level) {
    return isDefined()
        ? Math.exp(mean + scale() * student().inverseSurvivalProbability(level))
        : Double.NaN;
  }

  private boolean isDefined() {
    return Double.isFinite(mean) && deviation > 0;
  }

  /**
   * Returns the number of observers that are suspect when each is compared with the others: {@link
   * #p} is at most {@code level}. Requires at least four observers.
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
