package org.revcor.observer.training;

import java.util.Optional;

/**
 * The images of a training.
 *
 * @param training training images
 * @param test test images of the same shape and classes
 * @param backdoor the backdoor in the training images; empty if there is none
 */
public record TrainingSet(
    TrainingImages training, TrainingImages test, Optional<Backdoor> backdoor) {
  /** Creates a set without a backdoor. */
  public TrainingSet(TrainingImages training, TrainingImages test) {
    this(training, test, Optional.empty());
  }

  /** Returns the images of the recipe's classes; all images if the recipe selects no classes. */
  TrainingSet restrictedTo(Recipe recipe) {
    if (recipe.classes().isEmpty()) {
      return this;
    }
    return new TrainingSet(
        training.withClasses(recipe.classes()),
        test.withClasses(recipe.classes()),
        backdoor.map(poison -> poison.withClasses(recipe.classes())));
  }
}
