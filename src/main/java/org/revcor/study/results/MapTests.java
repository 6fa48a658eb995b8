package org.revcor.study.results;

import java.util.Arrays;
import java.util.List;
import org.revcor.estimate.significance.Omnibus;
import org.revcor.estimate.significance.PixelTests;
import org.revcor.estimate.significance.PixelTests.StudentScore;
import org.revcor.estimate.significance.SmoothedTest;
import org.revcor.estimate.significance.Smoothing;
import org.revcor.schema.Json;
import org.revcor.study.specification.MapDependence;
import org.revcor.study.specification.StudySpecification;

/**
 * The tests of each map of a study.
 *
 * @param z the z-maps
 * @param scores distribution of z of each channel under the null
 * @param spread maximum standard deviation of z under the null
 * @param level level of each test
 * @param smoothing standard deviation of the smoothing, in pixels
 */
record MapTests(
    StudyMaps z,
    MapDependence dependence,
    List<StudentScore> scores,
    double spread,
    double level,
    double smoothing) {

  /**
   * Maximum standard deviation of z under the null for antithetic pairs. A pair has the noise n and
   * -n, so {@code z = Σ(r₁-r₂)n/(σ√Σ(r-r̄)²)} over pairs, and {@code Σ(r₁-r₂)² ≤ 2Σ(r-r̄)²}; both
   * are equal if the response is odd in n. Tests divide z by it. Standard errors of blocks, which
   * have whole pairs, and those of regressions, which are of pairs, need no factor.
   */
  private static final double ANTITHETIC_SPREAD = Math.sqrt(2);

  static MapTests of(
      StudySpecification study,
      MapDependence dependence,
      StudyMaps z,
      List<StudentScore> scores,
      Significance.Options options) {
    return new MapTests(
        z,
        dependence,
        scores,
        study.stimuli().antithetic()
                && study.estimation().regression().isEmpty()
                && scores.stream().allMatch(StudentScore.NORMAL::equals)
            ? ANTITHETIC_SPREAD
            : 1,
        options.level(),
        options.smoothing());
  }

  /** Tests the map of a channel. */
  Significance.Channel channel(int index) {
    float[] map = z.maps()[index];
    StudentScore score = scores.get(index);
    float[] tested = deviates(map, score);
    Omnibus omnibus = Omnibus.of(tested);
    boolean hasPixels = omnibus.pixels() > 0;
    return new Significance.Channel(
        index,
        z.names().get(index),
        omnibus.pixels(),
        hasPixels && dependence.independent()
            ? new Significance.WholeMap(omnibus.squaredNorm(), omnibus.p())
            : null,
        hasPixels
            ? pixels(map, spread * score.z(PixelTests.familywiseThreshold(level, omnibus.pixels())))
            : new Significance.Pixels(null, 0),
        discovered(map, tested),
        hasPixels && dependence.reason().isEmpty() ? smoothed(tested) : null);
  }

  /** Returns standard normal values under the null. */
  private float[] deviates(float[] map, StudentScore score) {
    float[] deviates = new float[map.length];
    for (int i = 0; i < map.length; i++) {
      deviates[i] = (float) score.deviate(map[i] / spread);
    }
    return deviates;
  }

  private static Significance.Pixels pixels(float[] map, double threshold) {
    return new Significance.Pixels(Json.finite(threshold), PixelTests.count(map, threshold));
  }

  private Significance.Pixels discovered(float[] map, float[] tested) {
    double threshold = PixelTests.discoveryThreshold(tested, level);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < map.length; i++) {
      if (Math.abs(tested[i]) >= threshold) {
        least = Math.min(least, Math.abs(map[i]));
      }
    }
    return pixels(map, least);
  }

  private Significance.Smoothed smoothed(float[] tested) {
    SmoothedTest test =
        SmoothedTest.of(tested, z.planes(), z.height(), z.width(), new Smoothing(smoothing), level);
    return new Significance.Smoothed(
        Arrays.stream(test.thresholds())
            .mapToObj(threshold -> Json.finite(spread * threshold))
            .toList(),
        test.pixels(),
        test.significant(level));
  }
}
