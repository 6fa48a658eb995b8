package org.revcor.estimate;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sums over one half of a block: those of every study, and named ones that its estimator or its
 * covariance declares. Callers must not change the arrays afterwards.
 *
 * @param trials number of trials n of this half
 * @param stimuli Σx, d values; empty if the estimator does not need them
 * @param responses Σr per channel
 * @param squaredResponses Σr² per channel
 * @param sums rows in double precision by name
 * @param products rows in single precision by name
 */
public record HalfTally(
    int trials,
    double[] stimuli,
    double[] responses,
    double[] squaredResponses,
    SortedMap<String, double[][]> sums,
    SortedMap<String, float[][]> products) {
  /**
   * Name of Σr·x, channels x map values, possibly of a {@link Patch}. The row of a channel without
   * responses (Σr² = 0) is zero; it is not read, so it may be empty.
   */
  public static final String WEIGHTED = "weighted";

  public HalfTally {
    sums = Collections.unmodifiableSortedMap(sums);
    products = Collections.unmodifiableSortedMap(products);
  }

  /** Creates a tally of averages. */
  public HalfTally(
      int trials,
      double[] stimuli,
      double[] responses,
      double[] squaredResponses,
      double[][] weighted) {
    this(trials, stimuli, responses, squaredResponses, Map.of(WEIGHTED, weighted));
  }

  /** Creates a tally without sums in single precision. */
  public HalfTally(
      int trials,
      double[] stimuli,
      double[] responses,
      double[] squaredResponses,
      Map<String, double[][]> sums) {
    this(trials, stimuli, responses, squaredResponses, new TreeMap<>(sums), new TreeMap<>());
  }

  /** Returns a copy with further sums in single precision. */
  public HalfTally with(String name, float[]... rows) {
    SortedMap<String, float[][]> more = new TreeMap<>(products);
    more.put(name, rows);
    return new HalfTally(trials, stimuli, responses, squaredResponses, sums, more);
  }

  /** Returns named rows in double precision, which the tally must have. */
  public double[][] sums(String name) {
    return Objects.requireNonNull(sums.get(name), name);
  }

  /** Returns named rows in single precision, which the tally must have. */
  public float[][] products(String name) {
    return Objects.requireNonNull(products.get(name), name);
  }

  /** Returns Σr·x. */
  public double[][] weighted() {
    return sums(WEIGHTED);
  }

  /** Returns whether a channel responded in any trial. */
  boolean responded(int channel) {
    return squaredResponses[channel] != 0;
  }

  /**
   * Returns Σr·x of a channel, zeros if its row is absent; callers must not change it.
   *
   * @param values number of map values
   */
  double[] row(int channel, int values) {
    return responded(channel) ? weighted()[channel] : new double[values];
  }
}
