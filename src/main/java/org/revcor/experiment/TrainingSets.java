package org.revcor.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Pictures;
import org.revcor.dataset.Place;
import org.revcor.dataset.Poisoning;
import org.revcor.observer.training.Backdoor;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.TrainingPictures;
import org.revcor.observer.training.TrainingSet;

/** Gives trainings the pictures of data sets. */
public final class TrainingSets {
  private TrainingSets() {}

  /**
   * What a recipe learns.
   *
   * @param datasets the datasets folder
   * @param backdoor what is to be done to the training pictures
   * @throws org.revcor.InvalidInputException if the data set is not there or damaged, or the
   *     backdoor does not suit it
   */
  public static TrainingSet of(Recipe recipe, Path datasets, Optional<Poisoning> backdoor) {
    return of(
        DataSets.train(recipe.dataset(), datasets),
        DataSets.test(recipe.dataset(), datasets),
        backdoor);
  }

  /** The same of pictures that were read before. */
  static TrainingSet of(Pictures training, Pictures test, Optional<Poisoning> backdoor) {
    if (backdoor.isEmpty()) {
      return new TrainingSet(pictures(training), pictures(test));
    }
    Poisoning poisoning = backdoor.get();
    Pictures poisoned = poisoning.poison(training);
    return new TrainingSet(
        pictures(poisoned),
        pictures(test),
        Optional.of(backdoor(poisoning, training, poisoned, test)));
  }

  private static Backdoor backdoor(
      Poisoning poisoning, Pictures training, Pictures poisoned, Pictures test) {
    Pictures probes = poisoning.stamped(test);
    Place place = poisoning.stamp().place();
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
        pictures(probes));
  }

  private static TrainingPictures pictures(Pictures of) {
    return new TrainingPictures(
        of.name(),
        of.planes(),
        of.height(),
        of.width(),
        of.classes(),
        of.pixels(),
        of.labels(),
        DataSets.digest(of));
  }
}
