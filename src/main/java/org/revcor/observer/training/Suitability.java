package org.revcor.observer.training;

import org.revcor.InvalidInputException;
import org.revcor.observer.network.Architecture;

/** Checks that images fit a recipe. */
final class Suitability {
  private Suitability() {}

  /** Throws {@link InvalidInputException} unless shape and number of classes fit the recipe. */
  static void require(Recipe recipe, TrainingImages images) {
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
