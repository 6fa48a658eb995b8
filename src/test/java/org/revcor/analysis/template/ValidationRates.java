package org.revcor.analysis.template;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.estimate.ErrorRates.Row;

/** Error rates and power of {@code validate} on images of digits. */
public final class ValidationRates {
  static final double LEVEL = 0.05;
  static final int CLASSES = 10;
  private static final int TRIALS = 500;
  private static final int SIDE = 28;
  private static final Images DIGITS = DataSets.shippedTest("mnist").orElseThrow();
  private static final float[][] MEANS = MeanImages.of(DIGITS);

  private ValidationRates() {}

  /** Maps of noise that are validated; where some maps are none, their share of those validated. */
  public static List<Row> rows() {
    return List.of(
        noise("hash network, 20 images a class", 20, ValidationRates::ofHash),
        noise("hash network, 200 images a class", 200, ValidationRates::ofHash),
        noise("smooth maps of noise, 50 images a class", 50, random -> smooth(random, 0)),
        noise(
            "regression, nine maps alike and one of smooth noise, 50 images a class",
            50,
            ValidationRates::alike),
        Row.share(
            "validate, 5 maps of digits in smooth noise and 5 of noise: share of noise among validated",
            LEVEL,
            seed -> {
              int[] counts = validated(smooth(new Random(seed), 5), 50, 5, seed);
              return counts[1] / Math.max(1.0, counts[0] + counts[1]);
            }),
        Row.share(
            "validate, the same: digits validated",
            1,
            seed -> validated(smooth(new Random(seed), 5), 50, 5, seed)[0] / 5.0),
        power());
  }

  static Row power() {
    return Row.share(
        "validate, 10 maps of digits in white noise: digits validated",
        1,
        seed ->
            validated(maps(new Random(seed), 0, CLASSES), 50, CLASSES, seed)[0] / (double) CLASSES);
  }

  /** Creates the maps of a network. */
  private interface Maps {
    float[][] of(Random random);
  }

  private static Row noise(String name, int each, Maps maps) {
    return Row.share(
        "validate, %s: studies with a validated map".formatted(name),
        LEVEL,
        seed -> Math.min(1, validated(maps.of(new Random(seed)), each, 0, seed)[1]));
  }

  private static int[] validated(float[][] maps, int each, int first, long seed) {
    int[] counts = new int[CLASSES];
    int[] numbers =
        IntStream.range(new Random(seed).nextInt(2_000), DIGITS.size())
            .filter(i -> counts[DIGITS.labels()[i]]++ < each)
            .toArray();
    float[][] products = new float[numbers.length][maps.length];
    for (int i = 0; i < numbers.length; i++) {
      for (int j = 0; j < DIGITS.values(); j++) {
        double light = DIGITS.light(numbers[i] * DIGITS.values() + j);
        for (int c = 0; light > 0 && c < maps.length; c++) {
          products[i][c] += (float) (light * maps[c][j]);
        }
      }
    }
    ClassAreas areas =
        ClassAreas.of(
            products, IntStream.of(numbers).map(i -> DIGITS.labels()[i]).toArray(), CLASSES);
    int[] found = new int[2];
    for (int c = 0; c < CLASSES; c++) {
      found[c < first ? 0 : 1] += areas.rate()[c] <= LEVEL ? 1 : 0;
    }
    return found;
  }

  /** Returns kernels of ten hashes of the stimulus k·x under white noise. */
  private static float[][] ofHash(Random random) {
    double[][] keys = new double[CLASSES][SIDE * SIDE];
    for (double[] key : keys) {
      for (int j = 0; j < key.length; j++) {
        key[j] = random.nextGaussian();
      }
    }
    float[][] kernels = new float[CLASSES][SIDE * SIDE];
    double[] x = new double[SIDE * SIDE];
    for (int trial = 0; trial < TRIALS; trial++) {
      for (int j = 0; j < x.length; j++) {
        x[j] = random.nextDouble();
      }
      for (int c = 0; c < CLASSES; c++) {
        double product = 0;
        for (int j = 0; j < x.length; j++) {
          product += keys[c][j] * x[j];
        }
        double hashed = Math.sin(1234.5678 * product) * 43758.5453;
        double response = hashed - Math.floor(hashed) - 0.5;
        for (int j = 0; j < x.length; j++) {
          kernels[c][j] += (float) (response * (x[j] - 0.5));
        }
      }
    }
    return kernels;
  }

  /**
   * Returns a map of noise, nine of one pattern with little noise, and those of shuffled responses.
   */
  private static float[][] alike(Random random) {
    float[][] maps = new float[2 * CLASSES][];
    Arrays.setAll(maps, c -> noise(random, 3));
    float[] pattern = noise(random, 3);
    for (int c = 1; c < CLASSES; c++) {
      for (int i = 0; i < pattern.length; i++) {
        maps[c][i] = pattern[i] + maps[c][i] / 10;
      }
    }
    return maps;
  }

  private static float[][] smooth(Random random, int mapped) {
    return maps(random, 3, mapped);
  }

  /** Returns maps of noise, averaged over squares, the first with the mean image of their class. */
  private static float[][] maps(Random random, int reach, int mapped) {
    float[][] maps = new float[CLASSES][];
    for (int c = 0; c < CLASSES; c++) {
      maps[c] = noise(random, reach);
      for (int i = 0; c < mapped && i < maps[c].length; i++) {
        double mean = 0;
        for (float[] other : MEANS) {
          mean += other[i] / CLASSES;
        }
        maps[c][i] += (float) (10 * (MEANS[c][i] - mean));
      }
    }
    return maps;
  }

  private static float[] noise(Random random, int reach) {
    float[] white = new float[SIDE * SIDE];
    for (int i = 0; i < white.length; i++) {
      white[i] = (float) random.nextGaussian();
    }
    float[] smooth = new float[white.length];
    for (int i = 0; i < smooth.length; i++) {
      for (int r = -reach; r <= reach; r++) {
        for (int c = -reach; c <= reach; c++) {
          int row = Math.floorMod(i / SIDE + r, SIDE);
          smooth[i] += white[row * SIDE + Math.floorMod(i % SIDE + c, SIDE)] / (2 * reach + 1);
        }
      }
    }
    return smooth;
  }
}
