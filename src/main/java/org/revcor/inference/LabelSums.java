package org.revcor.inference;

import java.util.Optional;
import org.revcor.estimate.HalfTally;

/**
 * The sums of one half of a block, in double precision, if one channel per trial responds with 1.
 *
 * <p>A trial is added only to the sum of its channel; the total is the sum over channels.
 */
final class LabelSums {
  private final double[] counts;
  private final int values;

  /** Empty for a channel without responses. */
  private final double[][] byChannel;

  /**
   * @param channels number of channels
   * @param values number of values of a stimulus
   */
  LabelSums(int channels, int values) {
    this.counts = new double[channels];
    this.values = values;
    this.byChannel = new double[channels][0];
  }

  /**
   * @param channel the channel that responded
   * @param stimulus x
   */
  void add(int channel, float[] stimulus) {
    counts[channel]++;
    if (byChannel[channel].length == 0) {
      byChannel[channel] = new double[values];
    }
    double[] sums = byChannel[channel];
    for (int i = 0; i < values; i++) {
      sums[i] += stimulus[i];
    }
  }

  /** Returns the sums; no trial may be added afterwards. */
  HalfTally tally() {
    double[] all = new double[values];
    double trials = 0;
    for (int channel = 0; channel < counts.length; channel++) {
      trials += counts[channel];
      double[] sums = byChannel[channel];
      for (int i = 0; i < sums.length; i++) {
        all[i] += sums[i];
      }
    }
    return new HalfTally((int) trials, all, counts, counts.clone(), byChannel, Optional.empty());
  }
}
