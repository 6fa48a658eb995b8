package org.revcor.observer.training;

import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.observer.network.Architecture;

/**
 * The images of a training.
 *
 * @param test test images of the same shape and classes
 */
public record TrainingSet(
    Images training,
    Images test,
    String trainingDigest,
    String testDigest,
    Optional<Backdoor> backdoor) {
  public TrainingSet(Images training, Images test, Optional<Backdoor> backdoor) {
    this(training, test, DataSets.digest(training), DataSets.digest(test), backdoor);
  }

  public TrainingSet(Images training, Images test) {
    this(training, test, Optional.empty());
  }

  /** Returns the images of the recipe's classes; all images if the recipe selects no classes. */
  TrainingSet restrictedTo(Recipe recipe) {
    TrainingSet restricted =
        recipe.classes().isEmpty()
            ? this
            : new TrainingSet(
                training.withClasses(recipe.classes()),
                test.withClasses(recipe.classes()),
                trainingDigest,
                testDigest,
                backdoor.map(poison -> poison.withClasses(recipe.classes())));
    requireFit(recipe, restricted.training);
    requireFit(recipe, restricted.test);
    return restricted;
  }

  private static void requireFit(Recipe recipe, Images images) {
    Architecture architecture = recipe.architecture();
    int classes =
        recipe.loss().classifies() ? Math.max(2, architecture.outputs()) : images.classes().size();
    if (!images.isShapedLike(architecture)
        || images.classes().size() != classes
        || images.size() == 0) {
      throw new InvalidInputException(
          "data set",
          "%s, %,d images of %s in %d classes"
              .formatted(images.name(), images.size(), images.shapeText(), images.classes().size()),
          "images of %s in %d classes, as %s needs"
              .formatted(architecture.shapeText(), classes, recipe.name()));
    }
  }

  /**
   * A backdoor in a training set (paper, Fig 7): images of one class have a stamp and the label of
   * another class.
   *
   * @param at row and column of the stamp's upper left corner
   * @param fraction stamped fraction of the class's training images, in (0,1]
   * @param probes stamped test images of class {@code from}, which measure the attack's success
   */
  public record Backdoor(
      String stamp,
      List<Integer> at,
      String from,
      String to,
      double fraction,
      int stamped,
      Images probes) {
    public Backdoor {
      at = List.copyOf(at);
    }

    /**
     * Returns a copy restricted to some classes, which must include {@code from} and {@code to}.
     */
    Backdoor withClasses(List<String> classes) {
      for (String needed : List.of(from, to)) {
        if (!classes.contains(needed)) {
          throw new InvalidInputException(
              "backdoor", "of class " + needed, "of classes " + String.join(" and ", classes));
        }
      }
      return new Backdoor(stamp, at, from, to, fraction, stamped, probes.withClasses(classes));
    }
  }
}
