package org.revcor.estimate;

import java.util.Optional;

/**
 * Mean stimulus x̄ of all trials and of each half, d values each. Its arrays are shared between
 * channels and never changed.
 *
 * @param trialsA trials of half A
 * @param trialsB trials of half B
 * @param whitening covariance of the stimuli of these trials or of somewhat fewer; present if maps
 *     are whitened
 * @param regression regression on the scores of these trials; present with that estimator
 */
public record StimulusMeans(
    long trialsA,
    long trialsB,
    double[] all,
    double[] a,
    double[] b,
    Optional<Whitening> whitening,
    Optional<Regression> regression) {

  /** Returns a copy with a covariance. */
  public StimulusMeans withWhitening(Whitening covariance) {
    return new StimulusMeans(trialsA, trialsB, all, a, b, Optional.of(covariance), regression);
  }

  /** Returns a copy with a regression. */
  StimulusMeans withRegression(Regression solved) {
    return new StimulusMeans(trialsA, trialsB, all, a, b, whitening, Optional.of(solved));
  }

  /** Returns a copy with the covariance and the regression of other means. */
  public StimulusMeans withProductsOf(StimulusMeans other) {
    return new StimulusMeans(trialsA, trialsB, all, a, b, other.whitening, other.regression);
  }

  /** Returns the number of trials. */
  public long trials() {
    return trialsA + trialsB;
  }

  /** Returns the means within a patch. */
  StimulusMeans within(Patch patch) {
    return new StimulusMeans(
        trialsA, trialsB, patch.of(all), patch.of(a), patch.of(b), whitening, regression);
  }
}
