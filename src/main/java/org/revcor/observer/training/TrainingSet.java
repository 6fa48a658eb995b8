package org.revcor.observer.training;

import java.util.Optional;

/**
 * What a training learns and is judged by.
 *
 * @param training images to learn from
 * @param test images that tell how well it answers; of the same shape and classes
 * @param backdoor what was done to the training images; empty for nothing
 */
public record TrainingSet(
    TrainingImages training, TrainingImages test, Optional<Backdoor> backdoor) {
  /** Nothing was done to the images. */
  public TrainingSet(TrainingImages training, TrainingImages test) {
    this(training, test, Optional.empty());
  }

  /** The part of it that a recipe learns: all, or the classes that it names. */
  TrainingSet of(Recipe recipe) {
    if (recipe.classes().isEmpty()) {
      return this;
    }
    return new TrainingSet(
        training.only(recipe.classes()),
        test.only(recipe.classes()),
        backdoor.map(poison -> poison.only(recipe.classes())));
  }
}
