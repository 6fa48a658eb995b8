package org.revcor.analysis.backdoor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp.Corner;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.TrainingSet;
import org.revcor.observer.training.TrainingSet.Backdoor;

/** Converts data sets into training sets. */
public final class TrainingSets {
  private TrainingSets() {}

  /**
   * Returns the training set of a recipe.
   *
   * @param datasets the datasets folder
   * @param backdoor change of the training images, if any
   * @throws org.revcor.InvalidInputException if the data set is missing or damaged, or the backdoor
   *     does not match it
   */
  public static TrainingSet of(Recipe recipe, Path datasets, Optional<Poisoning> backdoor) {
    return of(
        DataSets.train(recipe.dataset(), datasets),
        DataSets.test(recipe.dataset(), datasets),
        backdoor);
  }

  /** Returns the training set from images that are loaded already. */
  static TrainingSet of(Images training, Images test, Optional<Poisoning> backdoor) {
    if (backdoor.isEmpty()) {
      return new TrainingSet(training, test);
    }
    Poisoning poisoning = backdoor.get();
    Images poisoned = poisoning.poison(training);
    return new TrainingSet(
        poisoned, test, Optional.of(backdoor(poisoning, training, poisoned, test)));
  }

  private static Backdoor backdoor(
      Poisoning poisoning, Images training, Images poisoned, Images test) {
    Images probes = poisoning.stamped(test);
    Corner place = poisoning.stamp().place();
    long stamped =
        IntStream.range(0, training.size())
            .filter(i -> training.labels()[i] != poisoned.labels()[i])
            .count();
    return new Backdoor(
        poisoning.stamp().name(),
        List.of(place.row(), place.column()),
        test.classes().get(probes.labels()[0]),
        test.classes().get(poisoning.target(test)),
        poisoning.fraction(),
        (int) stamped,
        probes);
  }
}
