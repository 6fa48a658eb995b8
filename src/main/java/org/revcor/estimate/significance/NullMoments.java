package org.revcor.estimate.significance;

import java.util.Arrays;
import org.revcor.estimate.Patch;
import org.revcor.estimate.StimulusMeans;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Variances;

/**
 * The null maps of one channel: averages of stimuli by responses that were shuffled within each
 * half-block. Shuffles leave Σr, Σr² and the mean stimulus as they are, so each map has the z of
 * the channel's own, {@code (Σrx - x̄Σr) / √(σ²(Σr² - (Σr)²/n))}. Not thread-safe.
 */
public final class NullMoments {
  private final Patch patch;
  private final double[] mean;
  private final Variances variances;
  private final double[][] sums;
  private double responses;
  private double squares;

  /**
   * Nothing so far.
   *
   * @param patch what the map covers of a stimulus
   * @param mean means μ of the values of a stimulus under its law
   * @param variance their variances σ²
   * @param maps number of null maps
   */
  public NullMoments(Patch patch, double[] mean, double[] variance, int maps) {
    this.patch = patch;
    this.mean = patch.of(mean);
    variances = new Variances(patch, variance);
    this.sums = new double[maps][patch.values()];
  }

  /**
   * Adds a block, which has null maps. Blocks must come in their order, or the last bits differ.
   */
  public void add(Tally tally, int channel) {
    responses += tally.a().responses()[channel] + tally.b().responses()[channel];
    squares += tally.a().squares()[channel] + tally.b().squares()[channel];
    float[][] more = tally.nullMaps().get(channel);
    for (int map = 0; map < sums.length; map++) {
      for (int i = 0; i < sums[map].length; i++) {
        sums[map][i] += more[map][i];
      }
    }
  }

  /**
   * The test that these maps make.
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

  /** Not defined, as the map's own, where the scale is infinite. */
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
