package org.revcor.inference;

/**
 * The sums of squares of responses and stimuli that need separate products. The squares of 0 and 1
 * do not.
 *
 * @param labels whether responses are 0 or 1
 * @param binary whether the values of stimuli are 0 or 1
 */
public record SquareProtocol(boolean labels, boolean binary) {

  /** Returns the number of rows of sums per channel, in addition to Σrx. */
  public int rows() {
    return (labels ? 1 : 2) * (binary ? 1 : 2) - 1;
  }
}
