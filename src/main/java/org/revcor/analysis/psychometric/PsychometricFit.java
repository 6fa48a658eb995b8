package org.revcor.analysis.psychometric;

import java.util.Arrays;

/** A psychometric function fitted to counts, or why there is none. */
public sealed interface PsychometricFit {
  /**
   * The function of largest likelihood.
   *
   * @param deviance twice the log-likelihood that it lacks to a function through every point
   */
  record Found(PsychometricFunction function, double deviance) implements PsychometricFit {}

  /**
   * The curve has no threshold within the levels.
   *
   * @param rate over all levels
   */
  record NoThreshold(Reason reason, double rate) implements PsychometricFit {}

  /** Why a curve has no threshold. */
  enum Reason {
    NEVER("never answered"),
    ALWAYS("always answered"),
    FLAT("does not rise beyond chance"),
    BELOW("threshold below the least level"),
    ABOVE("threshold above the largest level");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** In words. */
    public String words() {
      return words;
    }
  }

  /** The .95 quantile of χ² with three degrees of freedom: what four parameters gain over one. */
  double CHANCE = 7.8147;

  /**
   * Fits by maximum likelihood, all four parameters free.
   *
   * <p>A curve that is flat to within chance (likelihood ratio against a constant rate, level .05)
   * has no threshold; nor has one whose threshold comes to lie outside of the levels.
   */
  static PsychometricFit of(PsychometricCounts counts, PsychometricShape shape) {
    return of(counts, new PsychometricLikelihood(counts, shape).starts());
  }

  /** As {@link #of(PsychometricCounts, PsychometricShape)}, climbing from given functions. */
  static PsychometricFit of(PsychometricCounts counts, PsychometricFunction... starts) {
    double rate = counts.rate();
    if (rate == 0 || rate == 1) {
      return new NoThreshold(rate == 0 ? Reason.NEVER : Reason.ALWAYS, rate);
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
    return new Found(best, 2 * (likelihood.most() - reached));
  }
}
