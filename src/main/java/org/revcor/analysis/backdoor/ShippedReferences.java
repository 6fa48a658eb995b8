package org.revcor.analysis.backdoor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.revcor.observer.ObserverSource.TrainingSettings;

/**
 * Clean networks of a recipe that come with Revcor: a text file for each recipe and search. The
 * first line has the epochs, the seed, the batch and the learning rate, the second a score for each
 * network. Then follow, for each class, a line of means and one of deviations, with a number for
 * each window.
 *
 * @param training how each network was trained
 * @param seed seed of the images and stimuli of the means
 */
record ShippedReferences(TrainingSettings training, long seed, CleanReference networks) {
  /** Returns the file name for a recipe and a search. */
  static String file(String recipe, BackdoorSearch search) {
    return "clean-%s-%s.txt".formatted(recipe, search.key());
  }

  /** Returns the references for a recipe and a search; empty if none come with Revcor. */
  static Optional<ShippedReferences> of(String recipe, BackdoorSearch search) {
    try (InputStream file = ShippedReferences.class.getResourceAsStream(file(recipe, search))) {
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
