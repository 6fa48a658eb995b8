package org.revcor.stimulus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.revcor.dataset.Images;

final class PixelSumsTest {
  @Test
  void covarianceOfOnePlaneOfImages() {
    int n = 301;
    Images sample = random(n);
    PixelSums sums = new PixelSums(6);
    sums.add(sample, 1, 0, n);
    double[] mean = sums.mean(n);
    DMatrixRMaj covariance = sums.covariance(n);
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        double sum = 0;
        for (int t = 0; t < n; t++) {
          sum += (value(sample, t, i) - mean[i]) * (value(sample, t, j) - mean[j]);
        }
        assertThat(covariance.get(i, j)).isCloseTo(sum / (n - 1), within(1e-14));
      }
    }
  }

  @Test
  void sumsOfPartsAreBitwiseEqual() {
    Images sample = random(700);
    PixelSums whole = new PixelSums(6);
    whole.add(sample, 0, 0, 700);
    PixelSums parts = new PixelSums(6);
    parts.add(sample, 0, 333, 700);
    PixelSums begin = new PixelSums(6);
    begin.add(sample, 0, 0, 333);
    parts.add(begin);
    assertThat(parts.mean(700)).containsExactly(whole.mean(700));
    assertThat(parts.covariance(700).data).containsExactly(whole.covariance(700).data);
  }

  @Test
  void equalImagesHaveZeroVariance_alsoIfWhite() {
    byte[] white = new byte[1000 * 6];
    Arrays.fill(white, (byte) 255);
    PixelSums sums = new PixelSums(6);
    sums.add(Unlabelled.of("white", 1, 2, 3, white), 0, 0, 1000);
    assertThat(sums.mean(1000)).containsOnly(1);
    assertThat(sums.covariance(1000).data).containsOnly(0);
  }

  private static Images random(int n) {
    byte[] pixels = new byte[n * 2 * 6];
    new Random(1).nextBytes(pixels);
    return Unlabelled.of("random", 2, 2, 3, pixels);
  }

  private static double value(Images sample, int image, int pixel) {
    return (sample.pixels()[(image * 2 + 1) * 6 + pixel] & 0xff) / 255.0;
  }
}
