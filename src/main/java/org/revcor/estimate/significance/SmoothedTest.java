package org.revcor.estimate.significance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.revcor.estimate.significance.PixelTests.StandardNormal;

/**
 * Tests of a smoothed z-map by random-field theory, at a familywise level over pixels, planes and
 * signs. They find structure wider than a pixel with fewer trials than tests of single pixels.
 *
 * @param smoothed planes x height x width, standard normal in each pixel under the null hypothesis;
 *     NaN where the map is not defined
 * @param thresholds the |z| above which a pixel is significant, one value per plane
 * @param clusters islands of |z| above {@link #CLUSTER_THRESHOLD} of any size, smallest p-value
 *     first
 */
public record SmoothedTest(float[] smoothed, double[] thresholds, List<Cluster> clusters) {

  /** Smoothed |z| above which pixels form clusters: P(Z &gt; t) = .001. */
  public static final double CLUSTER_THRESHOLD = 3.09;

  public SmoothedTest {
    clusters = List.copyOf(clusters);
  }

  /**
   * Tests a map.
   *
   * @param z planes x height x width
   * @param level familywise level, in (0,1); each plane and sign has an equal share of it
   */
  public static SmoothedTest of(
      float[] z, int planes, int height, int width, Smoothing smoothing, double level) {
    float[] smoothed = smoothing.of(z, planes, height, width);
    double[] thresholds = new double[planes];
    List<Cluster> clusters = new ArrayList<>();
    for (int plane = 0; plane < planes; plane++) {
      Islands islands = new Islands(smoothed, plane * height * width, height, width);
      if (islands.defined() == 0) {
        thresholds[plane] = Double.POSITIVE_INFINITY;
        continue;
      }
      RandomField field = new RandomField(height, width, islands.defined(), smoothing.sigma());
      thresholds[plane] = field.threshold(level / (2 * planes));
      for (Islands.Island island : islands.beyond(CLUSTER_THRESHOLD)) {
        double p = Math.min(1, 2 * planes * field.largestIsland(CLUSTER_THRESHOLD, island.size()));
        clusters.add(
            new Cluster(
                plane, island.size(), island.peak(), island.at() / width, island.at() % width, p));
      }
    }
    clusters.sort(Comparator.comparingDouble(Cluster::p));
    return new SmoothedTest(smoothed, thresholds, clusters);
  }

  /** Returns the number of pixels above the thresholds. */
  public int pixels() {
    int area = smoothed.length / thresholds.length;
    int count = 0;
    for (int i = 0; i < smoothed.length; i++) {
      count += Math.abs(smoothed[i]) > thresholds[i / area] ? 1 : 0;
    }
    return count;
  }

  /** Returns the clusters whose p-value is at most {@code level}. */
  public List<Cluster> significant(double level) {
    return clusters.stream().filter(cluster -> cluster.p() <= level).toList();
  }

  /**
   * A cluster: edge-connected pixels of one sign with |z| beyond a threshold.
   *
   * @param size number of pixels
   * @param peak smoothed z with the largest |z|
   * @param p p-value of the largest cluster size, corrected for planes and signs
   */
  public record Cluster(int plane, int size, float peak, int row, int column, double p) {}

  /**
   * Random field of a plane of independent standard normal pixels after Gaussian smoothing. Gives
   * one-sided null distributions of its maximum and of its island sizes (Worsley et al. 1996,
   * Friston et al. 1994; for classification images Chauvin et al. 2005).
   *
   * <p>The smoothness is that of the grid, not of the continuous field. The correlation of
   * neighbours is {@code e^(-1/4σ²)}, so the roughness is {@code λ = 2(1 - e^(-1/4σ²))} and the
   * width at half maximum {@code √(4 ln 2/λ)}. There are (h-1)(w-1) cells in h x w pixels. For σ of
   * at least one pixel this holds the level more accurately than {@code σ√(8 ln 2)} and hw.
   *
   * @param pixels number of defined pixels, at least 1
   * @param sigma standard deviation of the smoothing in pixels, above 0
   */
  record RandomField(int height, int width, int pixels, double sigma) {
    private static final double FOUR_LN_2 = 4 * Math.log(2);

    /** Returns the full width at half maximum of the equivalent kernel, in pixels. */
    double fwhm() {
      return Math.sqrt(FOUR_LN_2 / (-2 * Math.expm1(-1 / (4 * sigma * sigma))));
    }

    /** Returns P(max &gt; t) from the expected Euler characteristic; above 1 for low t. */
    double maximumBeyond(double t) {
      double edges = (height - 1 + width - 1) / fwhm();
      double exponential = Math.exp(-t * t / 2);
      return StandardNormal.above(t)
          + edges * Math.sqrt(FOUR_LN_2) / (2 * Math.PI) * exponential
          + islands(t);
    }

    /** Returns the expected number of islands above t, without the border terms. */
    double islands(double t) {
      double area = (double) (height - 1) * (width - 1) / (fwhm() * fwhm());
      return area * FOUR_LN_2 / Math.pow(2 * Math.PI, 1.5) * t * Math.exp(-t * t / 2);
    }

    /**
     * Returns the t that the largest pixel exceeds with probability at most {@code p}: from the
     * field or, if that is lower, from the number of pixels (Šidák).
     *
     * @param p probability, in (0, ½]
     */
    double threshold(double p) {
      double byPixels = StandardNormal.threshold(-Math.expm1(Math.log1p(-p) / pixels));
      // the Euler characteristic decreases for t > 1, since its term e^(-t²/2) t does
      double low = 1;
      double high = Math.max(low, byPixels);
      if (maximumBeyond(high) > p) {
        return byPixels;
      }
      while (high - low > 1e-9) {
        double middle = (low + high) / 2;
        if (maximumBeyond(middle) > p) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return high;
    }

    /**
     * Returns the probability that any island above t has at least {@code size} pixels, if sizes
     * minus one are exponentially distributed.
     *
     * @param t threshold, at least 2; below, islands merge and the formula does not hold
     */
    double largestIsland(double t, int size) {
      double expected = maximumBeyond(t);
      double beta = expected / (pixels * StandardNormal.above(t));
      return -Math.expm1(-expected * Math.exp(-beta * (size - 1)));
    }
  }
}
