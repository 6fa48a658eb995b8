package org.revcor.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Comparison of the halves of all channels.
 *
 * @param signal signal and noise of each channel by its halves
 * @param rank rank of a channel's half B among the halves B of all channels by their cosine with
 *     its half A, the last one of equal cosines; 1 if the channel is identified
 */
public record Identification(List<SignalToNoise> signal, int[] rank) {
  /** Cosines that differ by less are equal: those of channels with one map differ by rounding. */
  private static final double EQUAL = 1e-6;

  /**
   * Compares all channels.
   *
   * @param halves half A and half B of each channel, in coordinates in which noise is equal in
   *     every direction
   * @param dimensions number of directions that the noise of each channel spans; NaN if unknown
   */
  public static Identification of(List<double[][]> halves, double[] dimensions) {
    int channels = halves.size();
    List<SignalToNoise> signal = new ArrayList<>();
    int[] rank = new int[channels];
    double[] norms = new double[channels];
    for (int c = 0; c < channels; c++) {
      double[] a = halves.get(c)[0];
      double[] b = halves.get(c)[1];
      norms[c] = Math.sqrt(Regression.product(b, b));
      double both = Regression.product(a, b);
      double apart = Regression.product(a, a) + Regression.product(b, b);
      signal.add(
          SignalToNoise.ofHalves(apart + 2 * both, Math.max(0, apart - 2 * both), dimensions[c]));
    }
    IntStream.range(0, channels)
        .parallel()
        .forEach(
            c -> {
              double[] a = halves.get(c)[0];
              double own = Regression.product(a, halves.get(c)[1]) / norms[c];
              double least = own - EQUAL * Math.sqrt(Regression.product(a, a));
              int atLeast = 0; // with the channel itself
              for (int other = 0; other < channels; other++) {
                double found = Regression.product(a, halves.get(other)[1]) / norms[other];
                atLeast += found >= least ? 1 : 0;
              }
              rank[c] = Double.isNaN(own) ? channels : atLeast;
            });
    return new Identification(List.copyOf(signal), rank);
  }

  /** Returns the number of channels that are known, see {@link Reliability#isKnown}. */
  public long known() {
    return signal.stream()
        .filter(each -> Reliability.isKnown(each.reliability(), each.assured()))
        .count();
  }

  /** Returns the number of channels that are identified. */
  public long identified() {
    return IntStream.of(rank).filter(each -> each == 1).count();
  }
}
