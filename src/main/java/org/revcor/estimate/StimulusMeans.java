package org.revcor.estimate;

/**
 * Mean stimulus x̄ of all trials and of either half, d values each. Its arrays are shared between
 * channels and never written to.
 *
 * @param trialsA trials of half A
 * @param trialsB trials of half B
 */
public record StimulusMeans(long trialsA, long trialsB, double[] all, double[] a, double[] b) {

  /** Number of trials. */
  public long trials() {
    return trialsA + trialsB;
  }

  /** The means within a patch. */
  StimulusMeans within(Patch patch) {
    return new StimulusMeans(trialsA, trialsB, patch.of(all), patch.of(a), patch.of(b));
  }
}
