package org.revcor.estimate.significance;

import java.util.Arrays;
import org.revcor.estimate.Patch;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Variances;

/**
 * Familywise test of pixels against the largest |z| of null maps (Nichols and Holmes 2002). A null
 * map pairs the responses with stimuli that did not cause them. The test holds for correlated
 * pixels and for any distribution of responses.
 *
 * @param maxima {@link #statistic} of every null map, at least one
 */
public record MaximumTest(double[] maxima) {
  public MaximumTest {
    maxima = Arrays.stream(maxima).sorted().toArray();
  }

  /** Returns the largest |z| of a map; 0 if no pixel is defined. */
  public static double statistic(float[] z) {
    double largest = 0;
    for (float each : z) {
      largest = Float.isNaN(each) ? largest : Math.max(largest, Math.abs(each));
    }
    return largest;
  }

  /**
   * Returns the corrected p-value of a pixel, {@code (1 + #{maxima ≥ |z|}) / (1 + B)} for B null
   * maps; NaN if z is NaN.
   */
  public double p(float z) {
    if (Float.isNaN(z)) {
      return Double.NaN;
    }
    return (1.0 + atLeast(Math.abs(z))) / (1 + maxima.length);
  }

  /**
   * Returns the null maximum that |z| must exceed for a p-value of at most {@code level}; +∞ if
   * there are fewer than {@code 1/level - 1} null maps.
   */
  public double threshold(double level) {
    // (1 + k)/(1 + B) ≤ level for k maxima at or above |z|; 1e-9 allows for rounding of level
    int allowed = (int) Math.floor(level * (1 + maxima.length) + 1e-9) - 1;
    return allowed < 0 ? Double.POSITIVE_INFINITY : maxima[maxima.length - 1 - allowed];
  }

  private int atLeast(double value) {
    int below = 0;
    while (below < maxima.length && maxima[below] < value) {
      below++;
    }
    return maxima.length - below;
  }

  /**
   * Null maps of one channel: averages of stimuli weighted by responses that are shuffled within
   * each half-block. Shuffling changes neither Σr, Σr² nor the mean stimulus. So each null map has
   * the same z as the channel's map, {@code (Σrx - x̄Σr) / √(σ²(Σr² - (Σr)²/n))}. Not thread-safe.
   */
  public static final class NullMoments {
    private final Patch patch;
    private final double[] mean;
    private final Variances variances;
    private final double[][] sums;
    private double responses;
    private double squares;

    /**
     * Creates empty null maps.
     *
     * @param patch values of a stimulus that the map covers
     * @param mean means μ of the values of a stimulus under its law
     * @param variance variances σ² of the same values
     * @param maps number of null maps
     */
    public NullMoments(Patch patch, double[] mean, double[] variance, int maps) {
      this.patch = patch;
      this.mean = patch.of(mean);
      variances = new Variances(patch, variance);
      this.sums = new double[maps][patch.values()];
    }

    /**
     * Adds a block with null maps. Blocks must be added in order; otherwise the last bits differ.
     */
    public void add(Tally tally, int channel) {
      responses += tally.a().responses()[channel] + tally.b().responses()[channel];
      squares += tally.a().squaredResponses()[channel] + tally.b().squaredResponses()[channel];
      float[][] more = tally.nullMaps().get(channel);
      for (int map = 0; map < sums.length; map++) {
        for (int i = 0; i < sums[map].length; i++) {
          sums[map][i] += more[map][i];
        }
      }
    }

    /**
     * Returns the test against these maps.
     *
     * @param means mean stimuli of the same trials
     */
    public MaximumTest test(StimulusMeans means) {
      double[] shift = patch.of(means.all()).clone();
      double squared = Math.max(0, squares - responses * responses / means.trials());
      double[] scale = new double[shift.length];
      for (int i = 0; i < shift.length; i++) {
        shift[i] -= mean[i];
        scale[i] = 1 / Math.sqrt(variances.of(i) * squared);
      }
      return new MaximumTest(
          Arrays.stream(sums)
              .mapToDouble(sum -> MaximumTest.statistic(z(sum, shift, scale)))
              .toArray());
    }

    /** Returns z; NaN where the scale is infinite, as in the channel's map. */
    private float[] z(double[] sum, double[] shift, double[] scale) {
      float[] z = new float[sum.length];
      for (int i = 0; i < z.length; i++) {
        z[i] =
            Double.isInfinite(scale[i])
                ? Float.NaN
                : (float) ((sum[i] - responses * shift[i]) * scale[i]);
      }
      return z;
    }
  }
}
