package org.revcor.analysis.activity;

import java.util.Arrays;
import org.revcor.estimate.Reliability;

/**
 * Mean activity of a layer under images of each class, and under noise classified as that class
 * (the paper's Fig 20).
 *
 * @param images classes x units
 * @param noise classes x units; NaN for a class without noise
 */
public record ClassProfiles(double[][] images, double[][] noise) {
  /** Minimum number of noise stimuli of a class for its distance from others. */
  static final int MIN_STIMULI = 50;

  /** Returns the correlation over units of noise and images, by class; NaN without noise. */
  public double[] correlations() {
    double[] likeness = new double[images.length];
    for (int c = 0; c < likeness.length; c++) {
      likeness[c] = Reliability.correlation(floats(images[c]), floats(noise[c]));
    }
    return likeness;
  }

  /**
   * Returns {@link #correlations} after subtracting the mean over the classes that have noise, from
   * images and from noise.
   */
  public double[] specificCorrelations() {
    return new ClassProfiles(lessMean(images), lessMean(noise)).correlations();
  }

  /** Returns the mean of {@link #correlations} over the classes with noise. */
  public double meanCorrelation() {
    return mean(correlations());
  }

  /** Returns the mean of {@link #specificCorrelations} over the classes with noise. */
  public double meanSpecificCorrelation() {
    return mean(specificCorrelations());
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
  }

  private double[][] lessMean(double[][] of) {
    int units = of[0].length;
    double[] mean = new double[units];
    int classes = 0;
    for (int c = 0; c < of.length; c++) {
      if (!Double.isNaN(noise[c][0])) {
        classes++;
        for (int i = 0; i < units; i++) {
          mean[i] += of[c][i];
        }
      }
    }
    double[][] less = new double[of.length][units];
    for (int c = 0; c < of.length; c++) {
      for (int i = 0; i < units; i++) {
        less[c][i] = of[c][i] - mean[i] / classes;
      }
    }
    return less;
  }

  /**
   * Returns means of which those of classes with fewer than {@value #MIN_STIMULI} stimuli are NaN.
   * The squared distance of means of a and b stimuli is too large by their variance times {@code
   * 1/a + 1/b}.
   *
   * @param counts number of stimuli of each class
   */
  static double[][] ofEnough(double[][] means, double[] counts) {
    double[][] enough = new double[means.length][];
    for (int c = 0; c < means.length; c++) {
      enough[c] = means[c].clone();
      if (counts[c] < MIN_STIMULI) {
        Arrays.fill(enough[c], Double.NaN);
      }
    }
    return enough;
  }

  /** Returns the mean Euclidean distance over pairs of defined classes; NaN for fewer than two. */
  public static double distance(double[][] means) {
    double sum = 0;
    int pairs = 0;
    for (int a = 0; a < means.length; a++) {
      for (int b = 0; b < a; b++) {
        double squares = 0;
        for (int i = 0; i < means[a].length; i++) {
          double difference = means[a][i] - means[b][i];
          squares += difference * difference;
        }
        if (!Double.isNaN(squares)) {
          sum += Math.sqrt(squares);
          pairs++;
        }
      }
    }
    return pairs > 0 ? sum / pairs : Double.NaN;
  }

  /** Returns {@link #distance} over the mean norm of the classes, to compare layers of any size. */
  public static double relativeDistance(double[][] means) {
    double norms =
        Arrays.stream(means)
            .mapToDouble(row -> Math.sqrt(Arrays.stream(row).map(value -> value * value).sum()))
            .filter(Double::isFinite)
            .average()
            .orElse(Double.NaN);
    return distance(means) / norms;
  }
}
