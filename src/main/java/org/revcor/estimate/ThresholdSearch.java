package org.revcor.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Bayesian search for the contrast at which a response occurs in half of the trials. The rate of
 * responses rises with the logarithm of the contrast as {@link PsychometricShape#GAUSSIAN}; the
 * posterior is that of a grid of thresholds and spreads. Each contrast asked next is the
 * exponential of the mean logarithm of the threshold.
 */
public final class ThresholdSearch {
  /** Number of contrasts that are shown one after the other. */
  public static final int ROUNDS = 8;

  /** Number of trials of a class at each contrast. */
  public static final int TRIALS = 8;

  private static final double MIN_CONTRAST = 0.02;
  private static final double MAX_CONTRAST = 2;

  /** Thresholds may lie above the contrasts shown, where they are never reached. */
  private static final double MAX_THRESHOLD = 4;

  private static final int THRESHOLDS = 60;
  private static final double[] SPREADS = {0.1, 0.2, 0.35, 0.6, 1};
  private static final double GUESS = 0.02;
  private static final double LAPSE = 0.05;

  /** Share of the last responses that are equal where there is no threshold. */
  private static final double MAX_EQUAL = 0.95;

  private final double[][] logLikelihood = new double[SPREADS.length][THRESHOLDS];
  private final List<Counts> all = new ArrayList<>();

  private record Counts(int trials, double responses) {}

  private static double logThreshold(int index) {
    double least = Math.log(MIN_CONTRAST);
    return least + index * (Math.log(MAX_THRESHOLD) - least) / (THRESHOLDS - 1);
  }

  /**
   * Adds trials at a contrast.
   *
   * @param responses number of responses among them, or sum of their probabilities
   */
  public void add(double contrast, int trials, double responses) {
    for (int s = 0; s < SPREADS.length; s++) {
      for (int t = 0; t < THRESHOLDS; t++) {
        double rise =
            PsychometricShape.GAUSSIAN.rise(Math.log(contrast), logThreshold(t), SPREADS[s]);
        double rate = GUESS + (1 - GUESS - LAPSE) * rise;
        logLikelihood[s][t] +=
            responses * Math.log(rate) + (trials - responses) * Math.log1p(-rate);
      }
    }
    all.add(new Counts(trials, responses));
  }

  /** Returns the best estimate of the contrast, which is to be asked next. */
  public double contrast() {
    double most = Arrays.stream(logLikelihood).flatMapToDouble(Arrays::stream).max().orElseThrow();
    double weights = 0;
    double sum = 0;
    for (double[] ofSpread : logLikelihood) {
      for (int t = 0; t < THRESHOLDS; t++) {
        double weight = Math.exp(ofSpread[t] - most);
        weights += weight;
        sum += weight * logThreshold(t);
      }
    }
    return Math.clamp(Math.exp(sum / weights), MIN_CONTRAST, MAX_CONTRAST);
  }

  /** Returns the threshold; empty if the later half of the trials is nearly always the same. */
  public OptionalDouble threshold() {
    List<Counts> later = all.subList(all.size() / 2, all.size());
    double trials = later.stream().mapToInt(Counts::trials).sum();
    double share = later.stream().mapToDouble(Counts::responses).sum() / trials;
    return share > 1 - MAX_EQUAL && share < MAX_EQUAL
        ? OptionalDouble.of(contrast())
        : OptionalDouble.empty();
  }
}
