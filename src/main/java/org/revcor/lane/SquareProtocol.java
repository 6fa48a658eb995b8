package org.revcor.lane;

/**
 * Which sums of squares of responses and stimuli take a product of their own: a square of 0 or 1 is
 * the value itself.
 *
 * @param labels whether responses are 0 or 1
 * @param binary whether the values of stimuli are
 */
public record SquareProtocol(boolean labels, boolean binary) {

  /** Rows of sums that a channel has beside Σrx. */
  public int rows() {
    return (labels ? 1 : 2) * (binary ? 1 : 2) - 1;
  }
}
