package org.revcor.observer.training;

import org.revcor.InvalidInputException;
import org.revcor.observer.network.Architecture;

/** Whether pictures suit a recipe. */
final class Suitability {
  private Suitability() {}

  /** Throws {@link InvalidInputException} unless shape and number of classes are the recipe's. */
  static void require(Recipe recipe, TrainingPictures pictures) {
    Architecture architecture = recipe.architecture();
    int classes =
        recipe.goal().classifies()
            ? Math.max(2, architecture.outputs())
            : pictures.classes().size();
    if (pictures.planes() != architecture.planes()
        || pictures.height() != architecture.height()
        || pictures.width() != architecture.width()
        || pictures.classes().size() != classes
        || pictures.size() == 0) {
      throw new InvalidInputException(
          "data set",
          "%s, %,d pictures of %d x %d x %d in %d classes"
              .formatted(
                  pictures.dataset(),
                  pictures.size(),
                  pictures.planes(),
                  pictures.height(),
                  pictures.width(),
                  pictures.classes().size()),
          "pictures of %d x %d x %d in %d classes, as %s needs"
              .formatted(
                  architecture.planes(),
                  architecture.height(),
                  architecture.width(),
                  classes,
                  recipe.name()));
    }
  }
}
