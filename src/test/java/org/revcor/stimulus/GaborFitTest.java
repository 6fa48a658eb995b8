package org.revcor.stimulus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.revcor.dataset.Images;

/** Fits images of 9 x 6 that are sums of a few patterns: two wavelets and noise. */
final class GaborFitTest {
  private static final int HEIGHT = 9;
  private static final int WIDTH = 6;
  private static final int D = HEIGHT * WIDTH;
  private static final List<Integer> SCALES = List.of(3, 5);
  private static final GaborBank BANK = new GaborBank(HEIGHT, WIDTH, SCALES);
  private static final PlainRidge RIDGE = new PlainRidge(BANK, .1);

  /** Float32 rounding of vectors and scores of magnitude 1 is 6e-8; an image adds a few of them. */
  private static final double FLOAT = 1e-6;

  @Test
  void oneComponentPerPatternGivesTheRidgeReconstructionOfEachPlane() {
    Images sample = noisy(2, 50);
    GaborBasis basis = fit(sample, 4);
    for (int plane = 0; plane < 2; plane++) {
      double[][] vectors = vectors(basis, plane);
      double[] low = new double[4];
      double[] high = new double[4];
      for (int t = 0; t < sample.size(); t++) {
        double[] shown = RIDGE.image(RIDGE.weights(image(sample, t, plane)));
        for (int j = 0; j < D; j++) {
          shown[j] -= basis.mean()[plane * D + j];
        }
        double[] scores = scores(vectors, shown);
        for (int j = 0; j < D; j++) {
          double sum = 0;
          for (int c = 0; c < 4; c++) {
            sum += scores[c] * vectors[c][j];
          }
          assertThat(sum).isCloseTo(shown[j], within(FLOAT));
        }
        for (int c = 0; c < 4; c++) {
          low[c] = Math.min(low[c], scores[c]);
          high[c] = Math.max(high[c], scores[c]);
        }
      }
      for (int c = 0; c < 4; c++) {
        assertThat((double) basis.low()[plane * 4 + c]).isCloseTo(low[c], within(10 * FLOAT));
        assertThat((double) basis.high()[plane * 4 + c]).isCloseTo(high[c], within(10 * FLOAT));
      }
    }
    assertThat(basis.card().explainedVariance())
        .allSatisfy(share -> assertThat(share).isCloseTo(1, within(1e-9)));
  }

  @Test
  void largestPixelOfEachComponentIsPositive_andComponentsSumToZero() {
    GaborBasis basis = fit(noisy(2, 50), 4);
    for (int plane = 0; plane < 2; plane++) {
      for (double[] vector : vectors(basis, plane)) {
        double low = 0;
        double high = 0;
        double sum = 0;
        for (double value : vector) {
          low = Math.min(low, value);
          high = Math.max(high, value);
          sum += value;
        }
        assertThat(high).isGreaterThanOrEqualTo(-low);
        assertThat(sum).isCloseTo(0, within(D * FLOAT));
      }
    }
  }

  @Test
  void sameBytesWithOneThreadAndTwo() {
    Images sample = noisy(2, 5000);
    FitOptions options = new FitOptions("same", 4, SCALES);
    GaborBasis one = GaborFit.run(sample, options, 1, () -> false).orElseThrow();
    GaborBasis two = GaborFit.run(sample, options, 2, () -> false).orElseThrow();
    assertThat(two.bytes()).isEqualTo(one.bytes());
    assertThat(two.digest()).isEqualTo(one.digest());
  }

  @Test
  void reportsItsSteps() {
    List<String> steps = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void begin(String step, int plane, int planes) {
            steps.add(step);
          }

          @Override
          public boolean stopped() {
            return false;
          }
        };
    GaborFit.run(noisy(2, 3000), new FitOptions("reported", 2, SCALES), 2, listener);
    assertThat(steps)
        .containsExactly(
            "wavelets", "covariance", "components", "scores", "covariance", "components", "scores");
  }

  @Test
  void stoppedFitReturnsEmpty() {
    FitOptions options = new FitOptions("stopped", 2, SCALES);
    assertThat(GaborFit.run(noisy(1, 3000), options, 2, () -> true)).isEmpty();
    int[] asked = {0};
    assertThat(GaborFit.run(noisy(1, 3000), options, 2, () -> ++asked[0] == 7)).isEmpty();
    assertThat(asked[0]).isEqualTo(7);
  }

  @Test
  void rejectsMoreComponentsThanTheImagesHave() {
    assertRefused(
        () -> fit(noisy(1, 50), 5),
        "components is 5; it must be at most 4, the number of components of these images");
    assertRefused(
        () -> fit(noisy(1, 50), 50),
        "components is 50; it must be at most 49 for 50 images of 9 x 6");
    assertRefused(
        () -> fit(noisy(1, 200), 54),
        "components is 54; it must be at most 53 for 200 images of 9 x 6");
  }

  @Test
  void rejectsTooLargeImages() {
    assertRefused(
        () ->
            GaborFit.run(
                Unlabelled.of("large", 1, 65, 64, new byte[65 * 64]),
                new FitOptions("large", 1, List.of(3)),
                1,
                () -> false),
        "images is 65 x 64; it must be at most 4,096 pixels per plane");
  }

  @Test
  void rejectsInvalidOptions() {
    assertRefused(
        () -> new FitOptions("../up", 1, SCALES),
        "name is ../up; it must be 1 to 100 letters, digits, dots, dashes and underscores,"
            + " beginning with a letter or digit");
    assertRefused(
        () -> new FitOptions("none", 0, SCALES), "components is 0; it must be from 1 to 10,000");
  }

  private static GaborBasis fit(Images sample, int components) {
    FitOptions options = new FitOptions("tiny", components, SCALES);
    return GaborFit.run(sample, options, 1, () -> false).orElseThrow();
  }

  private static double[] wavelet(int number, int contrast) {
    double[] wavelet = BANK.wavelets().skip(number).findFirst().orElseThrow();
    double[] pattern = new double[D];
    for (int j = 0; j < D; j++) {
      pattern[j] = Math.rint(contrast * wavelet[j]);
    }
    return pattern;
  }

  /** Returns images of two wavelets and two noise patterns, with amplitudes of 0, 1 and 2. */
  private static Images noisy(int planes, int n) {
    Random random = new Random(3);
    double[][] patterns = {wavelet(3, 40), wavelet(60, 30), new double[D], new double[D]};
    for (int j = 0; j < D; j++) {
      patterns[2][j] = random.nextInt(20);
      patterns[3][j] = random.nextInt(20);
    }
    int[][] amplitudes = new int[planes * n][4];
    for (int[] amplitude : amplitudes) {
      for (int i = 0; i < 4; i++) {
        amplitude[i] = random.nextInt(3);
      }
    }
    return sample(planes, patterns, amplitudes);
  }

  private static Images sample(int planes, double[][] patterns, int[][] amplitudes) {
    byte[] pixels = new byte[amplitudes.length * D];
    for (int t = 0; t < amplitudes.length; t++) {
      for (int j = 0; j < D; j++) {
        int pixel = 0;
        for (int i = 0; i < patterns.length; i++) {
          pixel += amplitudes[t][i] * (int) patterns[i][j];
        }
        assertThat(pixel).isBetween(0, 255);
        pixels[t * D + j] = (byte) pixel;
      }
    }
    return Unlabelled.of("tiny", planes, HEIGHT, WIDTH, pixels);
  }

  private static double[] image(Images sample, int t, int plane) {
    double[] image = new double[D];
    for (int j = 0; j < D; j++) {
      image[j] = (sample.pixels()[(t * sample.planes() + plane) * D + j] & 0xff) / 255.0;
    }
    return image;
  }

  private static double[][] vectors(GaborBasis basis, int plane) {
    double[][] vectors = new double[basis.components()][D];
    for (int c = 0; c < vectors.length; c++) {
      for (int j = 0; j < D; j++) {
        vectors[c][j] = basis.vectors()[(plane * vectors.length + c) * D + j];
      }
    }
    return vectors;
  }

  /** Least squares. */
  private static double[] scores(double[][] vectors, double[] image) {
    int k = vectors.length;
    double[][] rows = new double[k][k + 1];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        rows[i][j] = PlainRidge.dot(vectors[i], vectors[j]);
      }
      rows[i][k] = PlainRidge.dot(vectors[i], image);
    }
    return PlainRidge.solve(rows);
  }
}
