package org.revcor.study.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;

/** Images of known cells: two pixels; signals 1, 7 and 9; responses 1, 7 and none. */
final class ClassificationImagesTest {
  private static final List<String> CELLS =
      List.of(
          "1 as 1",
          "1 as 7",
          "1 as none",
          "7 as 1",
          "7 as 7",
          "7 as none",
          "9 as 1",
          "9 as 7",
          "9 as none");
  private static final float[][] MAPS = {
    {1, 2}, {3, 5}, {0, 0}, {7, 11}, {13, 17}, {0, 0}, {19, 23}, {29, 31}, {0, 0}
  };
  private static final double[] COUNTS = {1, 10, 100, 2, 20, 200, 4, 40, 400};

  /** Responses to noise alone; a cell of n of N trials has the error √(1/n - 1/N). */
  @Test
  void errorsAreThoseOfImagesOfNoise() {
    SplittableRandom random = new SplittableRandom(9);
    int studies = 2_000;
    int trials = 400;
    double first = 0;
    double second = 0;
    for (int study = 0; study < studies; study++) {
      double[] counts = new double[4];
      double[] sums = new double[4];
      for (int i = 0; i < trials; i++) {
        int cell = 2 * (i % 2) + (random.nextDouble() < 0.25 ? 1 : 0);
        counts[cell]++;
        sums[cell] += random.nextGaussian();
      }
      double mean = Arrays.stream(sums).sum() / trials;
      float[][] maps = new float[4][1];
      float[][] errors = new float[4][1];
      for (int c = 0; c < 4; c++) {
        maps[c][0] = (float) (sums[c] / counts[c] - mean);
        errors[c][0] = (float) Math.sqrt(1 / counts[c] - 1. / trials);
      }
      StudyMaps ofMaps = twoByTwo(MapView.MAP, trials, counts, maps);
      StudyMaps ofErrors = twoByTwo(MapView.ERROR, trials, counts, errors);
      first +=
          Math.pow(
              value(ClassificationImages.of(ofMaps)) / value(ClassificationImages.of(ofErrors)), 2);
      second +=
          Math.pow(
              value(ClassificationImages.correlations(ofMaps, 1))
                  / value(ClassificationImages.correlations(ofErrors, 1)),
              2);
    }
    double limit = 4 * Math.sqrt(2. / studies);
    assertThat(first / studies).isCloseTo(1, within(limit));
    assertThat(second / studies).isCloseTo(1, within(limit));
  }

  private static double value(Optional<StudyMaps> images) {
    return images.orElseThrow().maps()[0][0];
  }

  private static StudyMaps twoByTwo(MapView view, int trials, double[] counts, float[][] maps) {
    List<String> cells = List.of("1 as 1", "1 as 7", "7 as 1", "7 as 7");
    return new StudyMaps(
        view, Estimand.CLASS_MAP, trials, List.of(1, 1, 1), cells, List.of("1", "7"), counts, maps);
  }

  @Test
  void imageOfAnEmptyCellIsUndefined() {
    float[][] maps = MAPS.clone();
    maps[3] = new float[] {Float.NaN, Float.NaN};
    assertThat(ClassificationImages.of(cells(MapView.MAP, maps)).orElseThrow().maps()[0])
        .containsOnly(Float.NaN);
  }

  @Test
  void noImageWithoutTwoSignalsThatAreResponses() {
    assertThat(
            ClassificationImages.of(
                new StudyMaps(
                    MapView.MAP,
                    Estimand.CLASS_MAP,
                    9,
                    List.of(1, 1, 2),
                    CELLS.subList(0, 6).stream().map(name -> name.replace("7 as", "8 as")).toList(),
                    List.of("1", "8"),
                    Arrays.copyOf(COUNTS, 6),
                    Arrays.copyOf(MAPS, 6))))
        .isEmpty();
    assertThat(ClassificationImages.of(cells(MapView.Z, MAPS))).isEmpty();
  }

  @Test
  void correlationNeedsResponsesAndNotEveryCell() {
    float[][] maps = MAPS.clone();
    maps[1] = new float[] {Float.NaN, Float.NaN};
    double[] counts = COUNTS.clone();
    counts[1] = 0;
    StudyMaps cells =
        new StudyMaps(
            MapView.MAP,
            Estimand.CLASS_MAP,
            777,
            List.of(1, 1, 2),
            CELLS,
            List.of("1", "7", "9"),
            counts,
            maps);
    float[] image = ClassificationImages.correlations(cells, 0.5).orElseThrow().maps()[0];
    double scale = Math.sqrt(3.0 * 20) / 23 / 0.5;
    assertThat(image[0]).isEqualTo((float) (scale * (13 - (1 + 2 * 7) / 3.0)));
    counts[4] = 0;
    assertThat(ClassificationImages.correlations(cells, 0.5).orElseThrow().maps()[0])
        .containsOnly(Float.NaN);
  }

  /** Eq 2 by its definition, over trials of two signals. */
  @Test
  void correlationMatchesItsDefinition() {
    SplittableRandom random = new SplittableRandom(5);
    int trials = 2_000;
    double[] noise = new double[trials];
    double[] responses = new double[trials];
    double[] sums = new double[4];
    double[] counts = new double[4];
    for (int i = 0; i < trials; i++) {
      noise[i] = random.nextDouble();
      int signal = i % 2;
      int response = noise[i] + 0.3 * signal + 0.2 * random.nextGaussian() > 0.7 ? 1 : 0;
      responses[i] = response;
      sums[2 * signal + response] += noise[i];
      counts[2 * signal + response]++;
    }
    float[][] means = new float[4][1];
    for (int c = 0; c < 4; c++) {
      means[c][0] = (float) (sums[c] / counts[c]);
    }
    StudyMaps cells =
        new StudyMaps(
            MapView.MAP,
            Estimand.TRIGGERED_MEAN,
            trials,
            List.of(1, 1, 1),
            List.of("a as a", "a as b", "b as a", "b as b"),
            List.of("a", "b"),
            counts,
            means);
    double deviation = Math.sqrt(variance(noise));
    double expected =
        (mean(times(noise, responses)) - mean(noise) * mean(responses))
            / (deviation * Math.sqrt(variance(responses)));
    assertThat(ClassificationImages.correlations(cells, deviation).orElseThrow().maps()[0][0])
        .isCloseTo((float) expected, within(1e-5f));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    return mean(times(values, values)) - mean(values) * mean(values);
  }

  private static double[] times(double[] a, double[] b) {
    double[] products = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      products[i] = a[i] * b[i];
    }
    return products;
  }

  private static StudyMaps cells(MapView view, float[][] maps) {
    return new StudyMaps(
        view,
        Estimand.CLASS_MAP,
        777,
        List.of(1, 1, 2),
        CELLS,
        List.of("1", "7", "9"),
        COUNTS,
        maps);
  }
}
