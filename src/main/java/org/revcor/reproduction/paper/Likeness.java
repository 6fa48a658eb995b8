package org.revcor.reproduction.paper;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.reproduction.Comparison;
import org.revcor.reproduction.Criterion;
import org.revcor.reproduction.Measure;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyMaps;

/**
 * How like maps are to the mean images of their classes: correlations over pixels, maps less the
 * mean of all stimuli, mean images less the mean of all classes.
 *
 * @param byClass correlation of each map with its own class; NaN without a map
 * @param margins how much more that is than the largest with another class
 */
record Likeness(double[] byClass, Measure[] margins) {
  /** So many of ten classes are recognised by chance in 2 of 1,000 cases. */
  static final int MORE_THAN_CHANCE = 5;

  /** Of no classes. */
  static final Likeness NONE = new Likeness(new double[0], new Measure[0]);

  private static final int CLASSES = 10;
  private static final String RECOGNISED =
      "maps are recognised: each correlates more with its own class than with any other";

  /**
   * Of a study.
   *
   * @param means mean images, a row a class
   */
  static Likeness of(EndedStudy study, float[][] means) {
    return of(study, means, new float[means.length][means[0].length]);
  }

  /**
   * Of a study.
   *
   * @param means images of classes, a row a class
   * @param meanErrors standard errors of their values
   */
  static Likeness of(EndedStudy study, float[][] means, float[][] meanErrors) {
    StudyMaps maps = study.maps(MapView.MAP);
    return of(maps.maps(), study.maps(MapView.ERROR).maps(), maps.counts(), means, meanErrors);
  }

  /**
   * Of maps.
   *
   * @param errors standard errors of their values
   * @param counts summed responses of each map
   * @param means images of classes
   * @param meanErrors standard errors of their values
   */
  static Likeness of(
      float[][] maps, float[][] errors, double[] counts, float[][] means, float[][] meanErrors) {
    double[] even = new double[means.length];
    Arrays.fill(even, 1);
    float[][] centredMaps = centred(maps, counts);
    float[][] centredMeans = centred(means, even);
    double[] own = new double[means.length];
    Measure[] margins = new Measure[means.length];
    for (int c = 0; c < means.length; c++) {
      double best = Double.NEGATIVE_INFINITY;
      int other = -1;
      for (int k = 0; k < means.length; k++) {
        double r = Reliability.correlation(centredMaps[c], centredMeans[k]);
        own[c] = k == c ? r : own[c];
        if (k != c && r > best) {
          best = r;
          other = k;
        }
      }
      own[c] = counts[c] > 0 ? own[c] : Double.NaN;
      margins[c] =
          counts[c] > 0 && other >= 0
              ? Measure.estimate(
                  own[c] - best,
                  Math.hypot(
                      noise(centredMaps[c], errors[c])
                          * distance(centredMeans[c], centredMeans[other]),
                      Math.hypot(
                          noise(centredMeans[c], meanErrors[c]),
                          noise(centredMeans[other], meanErrors[other]))),
                  "")
              : Measure.missing("no map", "");
    }
    return new Likeness(own, margins);
  }

  /** Standard error of a map's product with an image of norm 1, for a map of norm 1. */
  private static double noise(float[] map, float[] errors) {
    double variance = 0;
    double squares = 0;
    double mean = 0;
    for (float value : map) {
      mean += value / map.length;
    }
    for (int i = 0; i < map.length; i++) {
      variance += (double) errors[i] * errors[i] / map.length;
      squares += (map[i] - mean) * (map[i] - mean);
    }
    return Math.sqrt(variance / squares);
  }

  /** Between two images, each less its mean and at norm 1. */
  private static double distance(float[] one, float[] other) {
    return Math.sqrt(Math.max(0, 2 * (1 - Reliability.correlation(one, other))));
  }

  /** Less the weighted mean of the rows; one that is not defined has no part in that. */
  private static float[][] centred(float[][] rows, double[] weights) {
    double[] mean = new double[rows[0].length];
    double all = 0;
    for (int c = 0; c < rows.length; c++) {
      boolean counts = weights[c] > 0 && !Float.isNaN(rows[c][0]);
      all += counts ? weights[c] : 0;
      for (int i = 0; counts && i < mean.length; i++) {
        mean[i] += weights[c] * rows[c][i];
      }
    }
    float[][] centred = new float[rows.length][mean.length];
    for (int c = 0; c < rows.length; c++) {
      for (int i = 0; i < mean.length; i++) {
        centred[c][i] = (float) (rows[c][i] - mean[i] / all);
      }
    }
    return centred;
  }

  /** The same of noise of correlated pixels, for which the errors of margins are unknown. */
  Likeness ofCorrelatedPixels() {
    return new Likeness(
        byClass,
        Arrays.stream(margins)
            .map(each -> new Measure(each.value(), Double.NaN, each.text(), each.convention()))
            .toArray(Measure[]::new));
  }

  /** The mean of what this has more than another, over the classes that have a map in both. */
  Measure more(Likeness than, String convention) {
    double[] differences = new double[byClass.length];
    for (int c = 0; c < differences.length; c++) {
      differences[c] = byClass[c] - than.byClass[c];
    }
    return mean(differences, convention + "; correlation with the mean image");
  }

  static Measure mean(double[] byClass, String convention) {
    double[] finite = Arrays.stream(byClass).filter(Double::isFinite).toArray();
    if (finite.length < 2) {
      return Measure.missing("fewer than two classes have a map", convention);
    }
    double mean = Arrays.stream(finite).average().orElseThrow();
    double squares = Arrays.stream(finite).map(each -> (each - mean) * (each - mean)).sum();
    return Measure.estimate(
        mean,
        Math.sqrt(squares / (finite.length - 1) / finite.length),
        "%s, mean and error over %d classes".formatted(convention, finite.length));
  }

  /**
   * Share of classes whose map correlates most with its own mean image; a class without a map does
   * not. The error is binomial under chance.
   */
  Measure share(String convention) {
    int classes = byClass.length;
    long recognised = Arrays.stream(margins).filter(each -> each.value() > 0).count();
    return Measure.estimate(
        (double) recognised / classes,
        Measure.binomialError(1.0 / classes, classes),
        convention + "; recognised: a map correlates most with the mean image of its class");
  }

  /** The margin of each class, as measures. */
  Map<String, Measure> margins(String name, String convention) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    for (int c = 0; c < margins.length; c++) {
      Measure margin = margins[c];
      measures.put(
          margin(name, c),
          new Measure(
              margin.value(),
              margin.error(),
              margin.text(),
              convention
                  + "; correlation with the mean image of the class, less the largest with another"));
    }
    return measures;
  }

  /**
   * Judges margins.
   *
   * @param least how many of ten maps are to be recognised
   */
  static Criterion recognised(String name, int least) {
    return new Comparison.Side(margins(name, CLASSES), true, least, RECOGNISED);
  }

  /**
   * Judges margins of the first classes: all that have a map are to be recognised.
   *
   * @param classes number of classes, from the first
   */
  static Criterion allRecognised(String name, int classes) {
    return new Comparison.Side(
        margins(name, classes), true, Comparison.Side.ALL_THAT_EXIST, RECOGNISED);
  }

  /** Shows margins under noise of correlated pixels, which are not judged. */
  static Criterion ofCorrelatedPixels(String name) {
    return new Criterion.Shown(margins(name, CLASSES), "noise of correlated pixels, error unknown");
  }

  private static List<String> margins(String name, int classes) {
    return IntStream.range(0, classes).mapToObj(c -> margin(name, c)).toList();
  }

  private static String margin(String name, int number) {
    return "margin: %s/%d".formatted(name, number);
  }
}
