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
 */
public record StimulusMeans(
    long trialsA,
    long trialsB,
    double[] all,
    double[] a,
    double[] b,
    Optional<Whitening> whitening) {

  /** Returns a copy with a covariance. */
  public StimulusMeans withWhitening(Whitening covariance) {
    return new StimulusMeans(trialsA, trialsB, all, a, b, Optional.of(covariance));
  }

  /** Returns the number of trials. */
  public long trials() {
    return trialsA + trialsB;
  }

  /** Returns the means within a patch. */
  StimulusMeans within(Patch patch) {
    return new StimulusMeans(trialsA, trialsB, patch.of(all), patch.of(a), patch.of(b), whitening);
  }
}
