package org.revcor.estimate;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Comparison of the halves of all channels.
 *
 * @param reliability Spearman-Brown value of the halves of each channel, at least 0; NaN if a half
 *     is zero
 * @param rank rank of a channel's half B among the halves B of all channels by their cosine with
 *     its half A; 1 if the channel is identified
 */
public record Identification(double[] reliability, int[] rank) {
  /**
   * Compares all channels.
   *
   * @param halves half A and half B of each channel, in coordinates in which noise is equal in
   *     every direction
   */
  public static Identification of(List<double[][]> halves) {
    int channels = halves.size();
    double[] reliability = new double[channels];
    int[] rank = new int[channels];
    double[] norms = new double[channels];
    for (int c = 0; c < channels; c++) {
      double[] a = halves.get(c)[0];
      double[] b = halves.get(c)[1];
      norms[c] = Math.sqrt(product(b, b));
      // as in SignalToNoise.ofHalves: 1 - |a-b|²/|a+b|²
      double both = product(a, b);
      double sum = product(a, a) + product(b, b) + 2 * both;
      reliability[c] = sum > 0 ? Math.max(0, 4 * both / sum) : Double.NaN;
    }
    IntStream.range(0, channels)
        .parallel()
        .forEach(
            c -> {
              double[] a = halves.get(c)[0];
              double own = product(a, halves.get(c)[1]) / norms[c];
              int better = 0;
              for (int other = 0; other < channels; other++) {
                better += product(a, halves.get(other)[1]) / norms[other] > own ? 1 : 0;
              }
              rank[c] = Double.isNaN(own) ? channels : better + 1;
            });
    return new Identification(reliability, rank);
  }

  private static double product(double[] one, double[] other) {
    return Regression.product(one, other);
  }
}
