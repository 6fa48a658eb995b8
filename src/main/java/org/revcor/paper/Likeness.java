package org.revcor.paper;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/**
 * Similarity of maps and the mean images of their classes: correlations over pixels. The mean of
 * all stimuli is subtracted from maps, and the mean of all classes from mean images.
 *
 * @param byClass correlation of each map with its own class; NaN without a map
 * @param margins excess of this correlation over the largest correlation with another class
 */
record Likeness(double[] byClass, Measure[] margins) {
  static final Likeness NONE = new Likeness(new double[0], new Measure[0]);

  static Likeness of(EndedStudy study, float[][] means) {
    return of(study, means, new float[means.length][means[0].length]);
  }

  static Likeness of(EndedStudy study, float[][] means, float[][] meanErrors) {
    StudyMaps maps = study.maps(MapView.MAP);
    return of(maps.maps(), study.maps(MapView.ERROR).maps(), maps.counts(), means, meanErrors);
  }

  /** Compares maps. */
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

  /** Returns the standard error of the product of a map and an image, both at norm 1. */
  static double noise(float[] map, float[] errors) {
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

  /** Returns the distance of two images, each centred and at norm 1. */
  private static double distance(float[] one, float[] other) {
    return Math.sqrt(Math.max(0, 2 * (1 - Reliability.correlation(one, other))));
  }

  /** Subtracts the weighted mean of the rows; undefined rows do not contribute to it. */
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

  /** Returns a copy for noise of correlated pixels, for which the errors of margins are unknown. */
  Likeness ofCorrelatedPixels() {
    return new Likeness(
        byClass,
        Arrays.stream(margins)
            .map(each -> new Measure(each.value(), Double.NaN, each.text(), each.convention()))
            .toArray(Measure[]::new));
  }

  /** Returns the mean excess over another, over the classes with a map in both. */
  Measure more(Likeness than, String convention) {
    double[] differences = new double[byClass.length];
    for (int c = 0; c < differences.length; c++) {
      differences[c] = byClass[c] - than.byClass[c];
    }
    return mean(differences, convention + "; correlation with the mean image");
  }

  /**
   * Returns margins averaged over repetitions, with their standard errors, which hold for any
   * noise. A class is missing if most repetitions lack its map.
   */
  static Likeness mean(List<Likeness> repetitions) {
    if (repetitions.size() == 1) {
      return repetitions.getFirst();
    }
    int classes = repetitions.getFirst().byClass.length;
    double[] own = new double[classes];
    Measure[] margins = new Measure[classes];
    for (int c = 0; c < classes; c++) {
      int label = c;
      double[] values =
          repetitions.stream().mapToDouble(each -> each.margins[label].value()).toArray();
      long exist = Arrays.stream(values).filter(Double::isFinite).count();
      margins[c] =
          2 * exist > values.length ? mean(values, "") : Measure.missing("mostly no map", "");
      own[c] =
          Arrays.stream(repetitions.stream().mapToDouble(each -> each.byClass[label]).toArray())
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
    }
    return new Likeness(own, margins);
  }

  /** Returns the mean excess over others, over repetitions of each; over classes if one exists. */
  static Measure more(List<Likeness> ones, List<Likeness> others, String convention) {
    if (ones.size() == 1) {
      return ones.getFirst().more(others.getFirst(), convention);
    }
    double[] means =
        IntStream.range(0, ones.size())
            .mapToDouble(i -> ones.get(i).more(others.get(i), "").value())
            .toArray();
    Measure mean = mean(means, convention);
    return Measure.estimate(
        mean.value(),
        mean.error(),
        "%s; correlation with the mean image, mean over classes and %d repetitions"
            .formatted(convention, means.length));
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
   * Returns the share of classes whose map correlates most with its own mean image; classes without
   * a map do not count as recognised. The error is binomial under chance.
   */
  Measure share(String convention) {
    int classes = byClass.length;
    long recognised = Arrays.stream(margins).filter(each -> each.value() > 0).count();
    return Measure.estimate(
        (double) recognised / classes,
        Measure.binomialError(1.0 / classes, classes),
        convention + "; recognised: a map correlates most with the mean image of its class");
  }

  Map<String, Measure> margins(String name, String convention) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    String about =
        convention
            + "; correlation with the mean image of the class, less the largest with another";
    for (int c = 0; c < margins.length; c++) {
      measures.put(
          "margin: %s/%d".formatted(name, c),
          new Measure(margins[c].value(), margins[c].error(), margins[c].text(), about));
    }
    return measures;
  }
}
