package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.SimulatedStudy.SimulatedObserver;
import org.revcor.estimate.significance.Omnibus;
import org.revcor.estimate.significance.PixelTests;
import org.revcor.estimate.significance.SmoothedTest;
import org.revcor.estimate.significance.Smoothing;
import org.revcor.stimulus.Law.UniformLaw;

/**
 * Tests of whole studies of observers that ignore the stimulus, and of one that responds to a blob.
 */
@Tag("full")
final class FalsePositivesTest {
  private static final double LEVEL = 0.05;
  private static final int SIDE = 16;
  private static final int D = SIDE * SIDE;

  /** Which tests were significant. */
  private record Found(
      boolean omnibus,
      boolean familywise,
      boolean discovery,
      boolean height,
      boolean cluster,
      boolean wideHeight,
      boolean wideCluster,
      boolean planes) {}

  @Test
  void everyTestKeepsItsLevelOverStudiesOfABlindObserver() {
    keepLevel(2_000);
  }

  private static void keepLevel(int studies) {
    int[] found = new int[8];
    for (int seed = 0; seed < studies; seed++) {
      Found one = tested(map(blind(seed), 1_000_000L + seed));
      boolean[] all = {
        one.omnibus,
        one.familywise,
        one.discovery,
        one.height,
        one.cluster,
        one.wideHeight,
        one.wideCluster,
        one.planes
      };
      for (int i = 0; i < all.length; i++) {
        found[i] += all[i] ? 1 : 0;
      }
    }
    var chance = BinomialDistribution.of(studies, LEVEL);
    int most = chance.inverseCumulativeProbability(0.998);
    int fewest = chance.inverseCumulativeProbability(0.002);
    String[] names = {
      "omnibus",
      "familywise",
      "discovery",
      "height",
      "cluster",
      "wide height",
      "wide cluster",
      "planes"
    };
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).as(names[i]).isLessThanOrEqualTo(most);
      if (i < 3) {
        assertThat(found[i]).as(names[i]).isGreaterThanOrEqualTo(fewest);
      }
    }
  }

  @Test
  void everyTestDetectsABlob() {
    double[] blob = new double[D];
    for (int row = 5; row < 9; row++) {
      for (int column = 9; column < 13; column++) {
        blob[row * SIDE + column] = 1;
      }
    }
    SimulatedObserver observer =
        x -> new double[] {SimulatedObservers.dot(blob, x) > 0.5 * 16 ? 1 : 0};
    Found found = tested(map(observer, 3));
    assertThat(found).isEqualTo(new Found(true, true, true, true, true, true, true, true));
  }

  private static Found tested(float[] z) {
    SmoothedTest narrow = smoothed(z, 1, SIDE, 1);
    SmoothedTest wide = smoothed(z, 1, SIDE, 2.5);
    SmoothedTest planes = smoothed(z, 2, SIDE / 2, 1.5);
    return new Found(
        Omnibus.of(z).p() <= LEVEL,
        PixelTests.count(z, PixelTests.familywiseThreshold(LEVEL, D)) > 0,
        PixelTests.count(z, PixelTests.discoveryThreshold(z, LEVEL)) > 0,
        narrow.pixels() > 0,
        !narrow.significant(LEVEL).isEmpty(),
        wide.pixels() > 0,
        !wide.significant(LEVEL).isEmpty(),
        planes.pixels() > 0);
  }

  private static SmoothedTest smoothed(float[] z, int planes, int height, double sigma) {
    return SmoothedTest.of(z, planes, height, SIDE, new Smoothing(sigma), LEVEL);
  }

  /** Returns an observer whose responses are independent of the stimulus. */
  private static SimulatedObserver blind(int seed) {
    Random random = new Random(seed);
    return x -> new double[] {random.nextInt(3) == 0 ? 1 : 0};
  }

  private static float[] map(SimulatedObserver observer, long seed) {
    return new SimulatedStudy(new UniformLaw(), D, 50, seed, Estimand.CLASS_MAP, observer)
        .show(4)
        .view(0, MapView.Z);
  }
}
