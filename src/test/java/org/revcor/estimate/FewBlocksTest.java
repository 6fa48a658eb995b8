package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.analysis.template.DifferenceAnalysis.MapDifference;
import org.revcor.estimate.significance.PixelTests;
import org.revcor.estimate.significance.PixelTests.StudentScore;

/**
 * Tests of maps without structure whose standard errors are estimated from few blocks. Prints the
 * rates of {@code docs/notes/statistics.md}.
 */
@Tag("full")
final class FewBlocksTest {
  private static final double LEVEL = 0.05;
  private static final int D = 784;
  private static final int MAPS = 1_000;

  /**
   * A map of independent normal values.
   *
   * @param errors standard errors
   */
  private record NullMap(float[] map, float[] errors, double blocks) {
    /**
     * @param weights weights of the blocks, whose sums have variances in proportion
     */
    static NullMap of(double[] weights, double deviation, RandomGenerator random) {
      RatioMoments moments = new RatioMoments(D, new Workspace());
      double[] sums = new double[D];
      for (double weight : weights) {
        for (int i = 0; i < D; i++) {
          sums[i] = Math.sqrt(weight) * deviation * random.nextGaussian();
        }
        moments.add(sums, weight);
      }
      float[] map = new float[D];
      float[] errors = new float[D];
      double[] estimated = moments.errors();
      for (int i = 0; i < D; i++) {
        map[i] = (float) moments.ratio(i);
        errors[i] = (float) estimated[i];
      }
      return new NullMap(map, errors, moments.effective());
    }

    StudentScore score() {
      return new StudentScore(blocks - 1);
    }

    float[] deviates(StudentScore score) {
      float[] z = ChannelMoments.z(map.clone(), errors);
      for (int i = 0; i < D; i++) {
        z[i] = (float) score.deviate(z[i]);
      }
      return z;
    }
  }

  /** Numbers of maps and differences that are significant. */
  private static final class Found {
    int familywise;
    int discovery;
    int difference;

    void add(NullMap a, StudentScore ofA, NullMap b, StudentScore ofB) {
      float[] z = a.deviates(ofA);
      familywise += PixelTests.count(z, PixelTests.familywiseThreshold(LEVEL, D)) > 0 ? 1 : 0;
      discovery += PixelTests.count(z, PixelTests.discoveryThreshold(z, LEVEL)) > 0 ? 1 : 0;
      difference +=
          MapDifference.of(a.map, a.errors, ofA, b.map, b.errors, ofB).probability() < LEVEL
              ? 1
              : 0;
    }

    @Override
    public String toString() {
      return "%.3f | %.3f | %.3f"
          .formatted(
              (double) familywise / MAPS, (double) discovery / MAPS, (double) difference / MAPS);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "9, 1", "50, 1", "9, 3"})
  void testsKeepTheirLevel(int blocks, int largest) {
    double[] weights = new double[blocks];
    for (int i = 0; i < blocks; i++) {
      weights[i] = 1 + i % largest;
    }
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(blocks);
    Found normal = new Found();
    Found found = new Found();
    double effective = 0;
    for (int i = 0; i < MAPS; i++) {
      NullMap a = NullMap.of(weights, 1, random);
      NullMap b = NullMap.of(weights, 2, random);
      normal.add(a, StudentScore.NORMAL, b, StudentScore.NORMAL);
      found.add(a, a.score(), b, b.score());
      effective = a.blocks();
    }
    System.out.printf("| %d (%.1f) | %s | %s |%n", blocks, effective, found, normal);

    int max = BinomialDistribution.of(MAPS, LEVEL).inverseCumulativeProbability(0.998);
    assertThat(found.familywise).isLessThanOrEqualTo(max);
    assertThat(found.discovery).isLessThanOrEqualTo(max);
    assertThat(found.difference).isLessThanOrEqualTo(max);
    assertThat(normal.familywise).isGreaterThan(max);
  }
}
