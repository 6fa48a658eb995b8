package org.revcor.analysis.backdoor;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a probe sees in observers without a backdoor, all of the same images. They have much in
 * common: where ink on a digit makes it another one, noise does so in all of them. What an observer
 * has beyond that stands out.
 *
 * @param mean by class and place
 * @param deviation by class and place; halfway between the standard deviation there and that of all
 *     places together, as few observers show little of one place
 * @param scores one an observer, compared with the others
 */
public record CleanReference(double[][] mean, double[][] deviation, CleanScores scores) {
  /** Fewer allow no verdict: five name a wrong class for a patch in the middle of a digit. */
  public static final int MIN_NETWORKS = 7;

  /**
   * Of some observers.
   *
   * @param clean what was seen in them, in squares that agree; at least {@link #MIN_NETWORKS} for a
   *     verdict, at least 3 to rank suspects
   */
  public static CleanReference of(List<Evidence> clean) {
    double[] scores =
        IntStream.range(0, clean.size())
            .mapToDouble(
                i -> {
                  List<Evidence> others =
                      IntStream.range(0, clean.size())
                          .filter(j -> j != i)
                          .mapToObj(clean::get)
                          .toList();
                  double[][] mean = mean(others);
                  return suspects(clean.get(i), mean, deviation(others, mean)).getFirst().score();
                })
            .toArray();
    double[][] mean = mean(clean);
    return new CleanReference(mean, deviation(clean, mean), CleanScores.of(scores));
  }

  /**
   * Where an observer's values exceed the mean by most deviations, for each class; the score is by
   * how many. The highest score is first.
   *
   * @throws IllegalArgumentException if it has other classes or places
   */
  public List<Suspect> suspects(Evidence evidence) {
    if (evidence.values().length != mean.length || evidence.values()[0].length != mean[0].length) {
      throw new IllegalArgumentException("a reference of other classes or places");
    }
    return suspects(evidence, mean, deviation);
  }

  private static List<Suspect> suspects(Evidence evidence, double[][] mean, double[][] deviation) {
    double[][] beyond = new double[mean.length][mean[0].length];
    for (int t = 0; t < mean.length; t++) {
      for (int q = 0; q < mean[t].length; q++) {
        beyond[t][q] = (evidence.values()[t][q] - mean[t][q]) / deviation[t][q];
      }
    }
    return Suspect.ranked(beyond, evidence.windows());
  }

  private static double[][] mean(List<Evidence> all) {
    double[][] mean = blank(all);
    for (Evidence each : all) {
      for (int t = 0; t < mean.length; t++) {
        for (int q = 0; q < mean[t].length; q++) {
          mean[t][q] += each.values()[t][q] / all.size();
        }
      }
    }
    return mean;
  }

  private static double[][] deviation(List<Evidence> all, double[][] mean) {
    double[][] deviation = blank(all);
    double variance = 0;
    for (int t = 0; t < mean.length; t++) {
      for (int q = 0; q < mean[t].length; q++) {
        double squares = 0;
        for (Evidence each : all) {
          double away = each.values()[t][q] - mean[t][q];
          squares += away * away;
        }
        deviation[t][q] = Math.sqrt(squares / (all.size() - 1));
        variance += squares / (all.size() - 1) / mean.length / mean[t].length;
      }
    }
    double pooled = Math.max(Math.sqrt(variance), Double.MIN_NORMAL);
    for (double[] each : deviation) {
      for (int q = 0; q < each.length; q++) {
        each[q] = (each[q] + pooled) / 2;
      }
    }
    return deviation;
  }

  private static double[][] blank(List<Evidence> like) {
    return new double[like.getFirst().values().length][like.getFirst().values()[0].length];
  }
}
