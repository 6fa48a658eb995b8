package org.revcor.lane;

/**
 * Draws the channel whose gradient a trial gives, more often where a probability can still change
 * ({@link GradientProtocol.Turn#SELECTED}).
 */
final class SelectedChannel {
  private static final double BY_SPREAD = 0.8;

  private SelectedChannel() {}

  /**
   * Probabilities q of a batch.
   *
   * @param p probabilities that the observer answered, n x channels
   * @return q, as many; each row sums to 1
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
        q[row + c] = BY_SPREAD * uneven + (1 - BY_SPREAD) * even;
      }
    }
    return q;
  }

  /**
   * The channel that a number falls on.
   *
   * @param q probabilities, those of the trial from {@code row} on
   * @param chance number in [0,1)
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
