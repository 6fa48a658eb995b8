package org.revcor.estimate.significance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
}
