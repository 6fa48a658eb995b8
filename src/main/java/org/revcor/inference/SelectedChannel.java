package org.revcor.inference;

/**
 * Draws the channel of a trial's gradient, with preference for channels whose probability varies
 * ({@link GradientProtocol.ChannelChoice#SELECTED}).
 */
final class SelectedChannel {
  private static final double SPREAD_WEIGHT = 0.8;

  private SelectedChannel() {}

  /**
   * Returns the probabilities q of a batch.
   *
   * @param p output probabilities of the observer, n x channels
   * @return q, n x channels; each row sums to 1
   */
  static double[] probabilities(float[] p, int channels) {
    double[] spread = new double[p.length];
    double[] mean = new double[channels];
    for (int i = 0; i < p.length; i++) {
      spread[i] = (double) p[i] * (1 - p[i]);
      mean[i % channels] += spread[i] * channels / p.length;
    }
    double[] q = new double[p.length];
    for (int row = 0; row < p.length; row += channels) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        q[row + c] = mean[c] > 0 ? spread[row + c] / mean[c] : 0;
        sum += q[row + c];
      }
      for (int c = 0; c < channels; c++) {
        double even = 1.0 / channels;
        double uneven = sum > 0 ? q[row + c] / sum : even;
        q[row + c] = SPREAD_WEIGHT * uneven + (1 - SPREAD_WEIGHT) * even;
      }
    }
    return q;
  }

  /**
   * Returns the channel drawn by a random number.
   *
   * @param q probabilities; the trial's begin at {@code row}
   * @param chance random number in [0,1)
   */
  static int draw(double[] q, int row, int channels, double chance) {
    double below = 0;
    for (int c = 0; c < channels - 1; c++) {
      below += q[row + c];
      if (chance < below) {
        return c;
      }
    }
    return channels - 1;
  }
}
