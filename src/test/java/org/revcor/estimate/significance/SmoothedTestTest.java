package org.revcor.estimate.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.significance.SmoothedTest.Cluster;

final class SmoothedTestTest {
  private static final int PLANES = 3;
  private static final int HEIGHT = 12;
  private static final int WIDTH = 20;
  private static final int AREA = HEIGHT * WIDTH;

  @Test
  void smoothedPixelsAreStandardNormalAlsoAtBordersAndBesideUndefinedPixels() {
    Random random = new Random(4);
    int maps = 4_000;
    double[] squares = new double[AREA];
    for (int m = 0; m < maps; m++) {
      float[] z = noise(random, AREA);
      z[5 * WIDTH + 7] = Float.NaN;
      float[] smoothed = new Smoothing(1.7).of(z, 1, HEIGHT, WIDTH);
      for (int i = 0; i < AREA; i++) {
        squares[i] += (double) smoothed[i] * smoothed[i] / maps;
      }
    }
    assertThat(squares[5 * WIDTH + 7]).isNaN();
    for (int i = 0; i < AREA; i++) {
      if (i != 5 * WIDTH + 7) {
        assertThat(squares[i]).isCloseTo(1, within(4.5 * Math.sqrt(2.0 / maps)));
      }
    }
  }

  @Test
  void smoothingIsTheWeightedSumOverTheRootOfItsSquaredWeights() {
    double sigma = 0.9;
    float[] z = noise(new Random(8), AREA);
    float[] smoothed = new Smoothing(sigma).of(z, 1, HEIGHT, WIDTH);
    int at = 2 * WIDTH + 1;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < AREA; i++) {
      int rows = i / WIDTH - 2;
      int columns = i % WIDTH - 1;
      if (Math.max(Math.abs(rows), Math.abs(columns)) <= Math.ceil(4 * sigma)) {
        double weight = Math.exp(-(rows * rows + columns * columns) / (2 * sigma * sigma));
        sum += weight * z[i];
        squares += weight * weight;
      }
    }
    assertThat((double) smoothed[at]).isCloseTo(sum / Math.sqrt(squares), within(1e-6));
  }

  @Test
  void blobIsFoundAtItsPositionByHeightAndBySize() {
    float[] z = noise(new Random(5), PLANES * AREA);
    for (int row = 3; row < 8; row++) {
      for (int column = 10; column < 15; column++) {
        z[2 * AREA + row * WIDTH + column] -= 1.3f;
      }
    }
    SmoothedTest test = test(z);
    assertThat(test.pixels()).isPositive();
    assertThat(test.significant(0.05)).hasSize(1);
    Cluster blob = test.clusters().getFirst();
    assertThat(blob.plane()).isEqualTo(2);
    assertThat(blob.row()).isBetween(3, 7);
    assertThat(blob.column()).isBetween(10, 14);
    assertThat(blob.peak()).isNegative();
    assertThat(blob.size()).isGreaterThan(4);
    assertThat(blob.p()).isLessThan(0.01);
    // no single pixel exceeds its threshold without smoothing
    assertThat(PixelTests.count(z, PixelTests.familywiseThreshold(0.05, z.length))).isZero();
  }

  @Test
  void islandsOfOppositeSignsOrTouchingCornersAreSeparate() {
    float[] z = new float[AREA];
    z[0] = 9;
    z[1] = 8;
    z[2] = -9;
    z[WIDTH + 3] = -9;
    var islands = new Islands(z, 0, HEIGHT, WIDTH).beyond(3);
    assertThat(islands)
        .containsExactly(
            new Islands.Island(2, 9, 0),
            new Islands.Island(1, -9, 2),
            new Islands.Island(1, -9, WIDTH + 3));
  }

  @Test
  void blankPlaneHasNoClusters() {
    float[] z = noise(new Random(6), PLANES * AREA);
    Arrays.fill(z, 0, AREA, Float.NaN);
    SmoothedTest test = test(z);
    assertThat(test.thresholds()[0]).isInfinite();
    assertThat(test.thresholds()[1]).isEqualTo(test.thresholds()[2]).isBetween(3.0, 4.2);
    assertThat(test.clusters()).noneMatch(cluster -> cluster.plane() == 0);
  }

  private static SmoothedTest test(float[] z) {
    return SmoothedTest.of(z, PLANES, HEIGHT, WIDTH, new Smoothing(1.5), 0.05);
  }

  private static float[] noise(Random random, int values) {
    float[] noise = new float[values];
    for (int i = 0; i < values; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }
}
