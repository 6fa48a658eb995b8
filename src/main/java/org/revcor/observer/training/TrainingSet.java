package org.revcor.observer.training;

import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.observer.network.Architecture;

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

  /**
   * Returns the images of the recipe's classes; all images if the recipe selects no classes.
   *
   * @throws InvalidInputException unless shape and number of classes fit the recipe
   */
  TrainingSet restrictedTo(Recipe recipe) {
    TrainingSet restricted =
        recipe.classes().isEmpty()
            ? this
            : new TrainingSet(
                training.withClasses(recipe.classes()),
                test.withClasses(recipe.classes()),
                backdoor.map(poison -> poison.withClasses(recipe.classes())));
    requireFit(recipe, restricted.training);
    requireFit(recipe, restricted.test);
    return restricted;
  }

  private static void requireFit(Recipe recipe, TrainingImages images) {
    Architecture architecture = recipe.architecture();
    int classes =
        recipe.loss().classifies() ? Math.max(2, architecture.outputs()) : images.classes().size();
    if (!images.isShapedLike(architecture)
        || images.classes().size() != classes
        || images.size() == 0) {
      throw new InvalidInputException(
          "data set",
          "%s, %,d images of %s in %d classes"
              .formatted(
                  images.dataset(), images.size(), images.shapeText(), images.classes().size()),
          "images of %s in %d classes, as %s needs"
              .formatted(architecture.shapeText(), classes, recipe.name()));
    }
  }
}
