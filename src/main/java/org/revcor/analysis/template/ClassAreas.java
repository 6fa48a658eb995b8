package org.revcor.analysis.template;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.revcor.estimate.significance.PixelTests.DiscoveryRate;

/**
 * Areas under the curve of the responses of classes to their own images against all others, tested
 * against the areas of the maps of other classes for the same images.
 *
 * <p>Images of a class are alike, so any map has an area away from .5. Each area is standardised by
 * mean and deviation of the other maps for the same images, without the own map of the class. The p
 * of a class is the share of all maps of other classes, over all classes, that stand out as much.
 * In a regression the same is done with maps of shuffled responses in place of those of other
 * classes, and the larger p counts.
 *
 * @param images number of own images of each class
 * @param area area of each class; NaN for a class without images, or whose responses are undefined
 *     or all equal
 * @param rate smallest false discovery rate at which each class is significant; NaN with fewer than
 *     two own images
 * @param smallest smallest possible p; 1 with fewer than {@value #MIN_MAPS} maps
 */
record ClassAreas(int[] images, double[] area, double[] rate, double smallest) {
  /** An area of another map is standardised by at least two others. */
  private static final int MIN_MAPS = 4;

  /**
   * Computes the areas.
   *
   * @param responses a row per image with the response of each class, then those of maps of
   *     shuffled responses, if there are any
   * @param labels the class of each image
   */
  static ClassAreas of(float[][] responses, int[] labels, int classes) {
    int[] images = new int[classes];
    for (int label : labels) {
      images[label]++;
    }
    double[][] areas =
        IntStream.range(0, responses[0].length)
            .parallel()
            .mapToObj(map -> areas(responses, map, labels, images))
            .toArray(double[][]::new);
    double[] area = IntStream.range(0, classes).mapToDouble(c -> areas[c][c]).toArray();
    Comparison others = compare(areas, images, 0, classes);
    Comparison shuffled =
        areas.length > classes ? compare(areas, images, classes, areas.length) : others;
    double[] p = new double[classes];
    Arrays.setAll(p, c -> Math.max(others.p[c], shuffled.p[c]));
    return new ClassAreas(
        images, area, DiscoveryRate.of(p), Math.max(others.smallest, shuffled.smallest));
  }

  /**
   * Classes compared with other maps.
   *
   * @param p p of each class; NaN if it is not tested
   */
  private record Comparison(double[] p, double smallest) {}

  /** Compares with a range of maps, which may contain the own map of a class. */
  private static Comparison compare(double[][] areas, int[] images, int from, int to) {
    List<double[]> scores =
        IntStream.range(0, images.length)
            .parallel()
            .mapToObj(c -> images[c] < 2 ? new double[0] : scores(areas, c, from, to))
            .toList();
    double[] others =
        scores.stream().flatMapToDouble(each -> Arrays.stream(each).skip(1)).sorted().toArray();
    return new Comparison(
        scores.stream()
            .mapToDouble(
                each ->
                    each.length == 0
                        ? Double.NaN
                        : (1.0 + atLeast(others, each[0])) / (1 + others.length))
            .toArray(),
        1.0 / (1 + others.length));
  }

  /** Returns the area of a map for the images of each class. */
  private static double[] areas(float[][] responses, int map, int[] labels, int[] images) {
    double[] areas = new double[images.length];
    Arrays.fill(areas, Double.NaN);
    int n = labels.length;
    Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    // adding 0 makes -0 equal to 0
    Arrays.sort(order, (a, b) -> Float.compare(responses[a][map] + 0f, responses[b][map] + 0f));
    float largest = responses[order[n - 1]][map];
    if (Float.isNaN(largest) || responses[order[0]][map] == largest) {
      return areas;
    }
    double[] ranks = new double[images.length];
    for (int from = 0; from < n; ) {
      int to = from + 1;
      while (to < n && responses[order[to]][map] == responses[order[from]][map]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[labels[order[i]]] += (from + 1 + to) / 2.0;
      }
      from = to;
    }
    for (int c = 0; c < areas.length; c++) {
      double own = images[c];
      areas[c] = own == 0 ? Double.NaN : (ranks[c] - own * (own + 1) / 2) / (own * (n - own));
    }
    return areas;
  }

  /**
   * Returns the standardised areas for the images of a class: of its own map, then of the others;
   * empty without an own map or with too few others.
   */
  private static double[] scores(double[][] areas, int c, int from, int to) {
    double[] others =
        IntStream.range(from, to)
            .filter(map -> map != c)
            .mapToDouble(map -> areas[map][c])
            .filter(area -> !Double.isNaN(area))
            .toArray();
    if (Double.isNaN(areas[c][c]) || others.length + 1 < MIN_MAPS) {
      return new double[0];
    }
    double mean = Arrays.stream(others).average().orElseThrow();
    double squares = Arrays.stream(others).map(each -> (each - mean) * (each - mean)).sum();
    double n = others.length;
    double[] scores = new double[others.length + 1];
    scores[0] = (areas[c][c] - mean) / Math.sqrt(squares / (n - 1));
    for (int i = 0; i < others.length; i++) {
      double away = others[i] - mean; // without it the mean is away / (n - 1) farther off
      double rest = squares - away * away * n / (n - 1);
      scores[i + 1] = away * n / (n - 1) / Math.sqrt(Math.max(0, rest) / (n - 2));
    }
    return scores;
  }

  private static int atLeast(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) / 2;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return sorted.length - low;
  }

  /** Returns the defined areas in ascending order. */
  double[] defined() {
    return Arrays.stream(area).filter(a -> !Double.isNaN(a)).sorted().toArray();
  }

  Mean mean() {
    return Mean.of(area);
  }

  /** Returns the number of tested classes. */
  int tested() {
    return (int) Arrays.stream(rate).filter(each -> !Double.isNaN(each)).count();
  }

  /** Returns whether the maps are enough for a level: some class could be significant. */
  boolean suffices(double level) {
    return smallest <= level;
  }

  /** Returns the number of classes that are significant at a false discovery rate. */
  int significant(double level) {
    return (int) Arrays.stream(rate).filter(each -> each <= level).count();
  }

  /**
   * A mean over classes with 95 % limits by Student's t, which take classes as independent.
   *
   * @param mean NaN without classes
   * @param halfWidth half the distance between the limits; NaN for fewer than {@value #MIN_CLASSES}
   *     classes, since the two classes of a network have opposite responses and thus equal values
   * @param classes number of classes whose value is not NaN
   */
  record Mean(double mean, double halfWidth, int classes) {
    private static final int MIN_CLASSES = 3;
    private static final double TAIL = 0.025;

    static Mean of(double[] values) {
      double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
      double mean = Arrays.stream(defined).average().orElse(Double.NaN);
      if (defined.length < MIN_CLASSES) {
        return new Mean(mean, Double.NaN, defined.length);
      }
      double freedom = defined.length - 1.0;
      double squares = Arrays.stream(defined).map(value -> (value - mean) * (value - mean)).sum();
      double error = Math.sqrt(squares / freedom / defined.length);
      return new Mean(
          mean, TDistribution.of(freedom).inverseSurvivalProbability(TAIL) * error, defined.length);
    }

    double lower() {
      return mean - halfWidth;
    }

    /** Returns a row of a table: a name, the mean, its limits and the number of classes. */
    List<Object> row(String name) {
      return List.of(name, mean, lower(), upper(), classes);
    }

    double upper() {
      return mean + halfWidth;
    }

    /** Returns the mean and its limits in words. */
    String text() {
      return Double.isNaN(halfWidth)
          ? "%.3f (no limits with fewer than %d classes)".formatted(mean, MIN_CLASSES)
          : "%.3f (95 %% limits %.3f to %.3f)".formatted(mean, lower(), upper());
    }
  }
}
