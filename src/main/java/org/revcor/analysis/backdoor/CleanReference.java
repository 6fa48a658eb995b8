package org.revcor.analysis.backdoor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.analysis.backdoor.WindowProbe.BackdoorEvidence;
import org.revcor.observer.ObserverSource.TrainingSettings;

/**
 * Evidence found in observers without a backdoor, all of the same images. These observers have
 * similar evidence: where ink changes one digit into another, noise does so in all of them. Only
 * evidence beyond that makes an observer suspect.
 *
 * @param mean mean by class and window
 * @param deviation standard deviation by class and window. It is halfway between the window's own
 *     and the one pooled over all windows, since a few observers estimate a single window badly.
 * @param scores one score per observer, each compared with the others
 */
public record CleanReference(double[][] mean, double[][] deviation, CleanScores scores) {
  /** Minimum for a verdict: five name a wrong class for a patch in the middle of a digit. */
  public static final int MIN_NETWORKS = 7;

  /**
   * Creates the reference from clean observers.
   *
   * @param clean their evidence, with the same windows; at least {@link #MIN_NETWORKS} for a
   *     verdict, at least 3 to rank suspects
   */
  public static CleanReference of(List<BackdoorEvidence> clean) {
    double[] scores =
        IntStream.range(0, clean.size())
            .mapToDouble(
                i -> {
                  List<BackdoorEvidence> others =
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
   * Returns, for each class, the window where an observer exceeds the mean by most deviations; the
   * score is that number of deviations. The highest score is first.
   *
   * @throws IllegalArgumentException if the evidence has other classes or windows
   */
  public List<Suspect> suspects(BackdoorEvidence evidence) {
    if (evidence.values().length != mean.length || evidence.values()[0].length != mean[0].length) {
      throw new IllegalArgumentException("the reference has other classes or windows");
    }
    return suspects(evidence, mean, deviation);
  }

  private static List<Suspect> suspects(
      BackdoorEvidence evidence, double[][] mean, double[][] deviation) {
    double[][] beyond = new double[mean.length][mean[0].length];
    for (int t = 0; t < mean.length; t++) {
      for (int q = 0; q < mean[t].length; q++) {
        beyond[t][q] = (evidence.values()[t][q] - mean[t][q]) / deviation[t][q];
      }
    }
    return Suspect.ranked(beyond, evidence.windows());
  }

  private static double[][] mean(List<BackdoorEvidence> all) {
    double[][] mean = blank(all);
    for (BackdoorEvidence each : all) {
      for (int t = 0; t < mean.length; t++) {
        for (int q = 0; q < mean[t].length; q++) {
          mean[t][q] += each.values()[t][q] / all.size();
        }
      }
    }
    return mean;
  }

  private static double[][] deviation(List<BackdoorEvidence> all, double[][] mean) {
    double[][] deviation = blank(all);
    double variance = 0;
    for (int t = 0; t < mean.length; t++) {
      for (int q = 0; q < mean[t].length; q++) {
        double squares = 0;
        for (BackdoorEvidence each : all) {
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

  private static double[][] blank(List<BackdoorEvidence> like) {
    return new double[like.getFirst().values().length][like.getFirst().values()[0].length];
  }

  /**
   * Clean networks of a recipe that come with Revcor: a text file for each recipe and search. The
   * first line has the epochs, the seed, the batch and the learning rate, the second a score for
   * each network. Then follow, for each class, a line of means and one of deviations, with a number
   * for each window.
   *
   * @param training how each network was trained
   * @param seed seed of the images and stimuli of the means
   */
  record ShippedReferences(TrainingSettings training, long seed, CleanReference networks) {
    /** Returns the file name for a recipe and a search. */
    static String file(String recipe, WindowProbe probe) {
      return "clean-%s-%s.txt".formatted(recipe, probe.key());
    }

    /** Returns the references for a recipe and a search; empty if none come with Revcor. */
    static Optional<ShippedReferences> of(String recipe, WindowProbe probe) {
      try (InputStream file = ShippedReferences.class.getResourceAsStream(file(recipe, probe))) {
        return file == null
            ? Optional.empty()
            : Optional.of(read(recipe, new String(file.readAllBytes(), StandardCharsets.UTF_8)));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    static ShippedReferences read(String recipe, String text) {
      List<double[]> lines = text.lines().map(ShippedReferences::numbers).toList();
      List<double[]> means = new ArrayList<>();
      List<double[]> deviations = new ArrayList<>();
      for (int i = 2; i + 1 < lines.size(); i += 2) {
        means.add(lines.get(i));
        deviations.add(lines.get(i + 1));
      }
      double[] first = lines.getFirst();
      return new ShippedReferences(
          new TrainingSettings(recipe, (int) first[0], (int) first[2], first[3]),
          (long) first[1],
          new CleanReference(
              means.toArray(double[][]::new),
              deviations.toArray(double[][]::new),
              CleanScores.of(lines.get(1))));
    }

    private static double[] numbers(String line) {
      return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }
  }
}
