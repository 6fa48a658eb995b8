package org.revcor.estimate;

import java.util.Optional;

/**
 * Mean stimulus x̄ of all trials and of either half, d values each. Its arrays are shared between
 * channels and never written to.
 *
 * @param trialsA trials of half A
 * @param trialsB trials of half B
 * @param whitening covariance of the stimuli, of these trials or of somewhat fewer; there if maps
 *     are whitened
 */
public record StimulusMeans(
    long trialsA,
    long trialsB,
    double[] all,
    double[] a,
    double[] b,
    Optional<Whitening> whitening) {

  /** These means, with a covariance. */
  public StimulusMeans with(Whitening covariance) {
    return new StimulusMeans(trialsA, trialsB, all, a, b, Optional.of(covariance));
  }

  /** Number of trials. */
  public long trials() {
    return trialsA + trialsB;
  }

  /** The means within a patch. */
  StimulusMeans within(Patch patch) {
    return new StimulusMeans(trialsA, trialsB, patch.of(all), patch.of(a), patch.of(b), whitening);
  }
}
