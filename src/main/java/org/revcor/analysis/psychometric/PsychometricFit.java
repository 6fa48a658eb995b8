package org.revcor.analysis.psychometric;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.revcor.analysis.psychometric.PsychometricTrials.PsychometricCounts;
import org.revcor.estimate.PsychometricShape;

/** A psychometric function fitted to counts, or the reason why it has no threshold. */
public sealed interface PsychometricFit {
  /**
   * The maximum-likelihood function.
   *
   * @param deviance twice the difference of log-likelihoods to a function through every point
   */
  record Found(PsychometricFunction function, double deviance) implements PsychometricFit {}

  /** The curve has no threshold within the levels. */
  record NoThreshold(Reason reason, double rate) implements PsychometricFit {}

  /** Reasons why a curve has no threshold. */
  enum Reason {
    NO_RESPONSES("no responses"),
    ONLY_RESPONSES("a response on every trial"),
    FLAT("does not rise beyond chance"),
    BELOW("threshold below the lowest level"),
    ABOVE("threshold above the highest level");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** The .95 quantile of χ² with three degrees of freedom: four parameters versus one. */
  double CHANCE = 7.8147;

  /**
   * Fits by maximum likelihood, all four parameters free.
   *
   * <p>A curve that is flat within chance (likelihood ratio against a constant rate, level .05) has
   * no threshold. Neither has a curve whose threshold is outside of the levels.
   */
  static PsychometricFit of(PsychometricCounts counts, PsychometricShape shape) {
    return of(counts, new PsychometricLikelihood(counts, shape).starts());
  }

  static PsychometricFit of(PsychometricCounts counts, PsychometricFunction... starts) {
    double rate = counts.rate();
    if (rate == 0 || rate == 1) {
      return new NoThreshold(rate == 0 ? Reason.NO_RESPONSES : Reason.ONLY_RESPONSES, rate);
    }
    PsychometricLikelihood likelihood = new PsychometricLikelihood(counts, starts[0].shape());
    PsychometricFunction best =
        Arrays.stream(starts)
            .map(likelihood::climb)
            .max((a, b) -> Double.compare(likelihood.at(a), likelihood.at(b)))
            .orElseThrow();
    double reached = likelihood.at(best);
    if (2 * (reached - likelihood.ofConstant(rate)) < CHANCE) {
      return new NoThreshold(Reason.FLAT, rate);
    }
    double[] levels = counts.levels();
    if (best.threshold() < levels[0]) {
      return new NoThreshold(Reason.BELOW, rate);
    }
    if (best.threshold() > levels[levels.length - 1]) {
      return new NoThreshold(Reason.ABOVE, rate);
    }
    return new Found(best, 2 * (likelihood.ofObservedRates() - reached));
  }

  /**
   * Response rate by stimulus strength, {@code guess + (1 - guess - lapse)·F(x)} (Wichmann and
   * Hill, 2001, Eq 1).
   *
   * @param threshold x with half of the rise, F = 1/2
   * @param spread sd of the normal distribution that is as steep as F at the threshold, in units of
   *     x
   * @param guess rate without a signal, in [0,1]
   * @param lapse 1 minus the rate of the strongest signal, in [0,1]
   */
  record PsychometricFunction(
      PsychometricShape shape, double threshold, double spread, double guess, double lapse) {
    public double at(double x) {
      return guess + (1 - guess - lapse) * shape.rise(x, threshold, spread);
    }

    public double slope() {
      return PsychometricShape.STEEPNESS / spread;
    }

    /** Returns the x with a rate; empty if the function never reaches it. */
    public OptionalDouble where(double rate) {
      double share = (rate - guess) / (1 - guess - lapse);
      return share > 0 && share < 1
          ? OptionalDouble.of(shape.where(share, threshold, spread))
          : OptionalDouble.empty();
    }
  }
}
