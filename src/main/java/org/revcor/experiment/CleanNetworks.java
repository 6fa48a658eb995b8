package org.revcor.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;

/**
 * The networks without a backdoor that a user names, to hold an observer against.
 *
 * @param usable those that may have been trained by the observer's recipe
 * @param others names of those that were trained by another one, as their cards state
 */
record CleanNetworks(List<ObserverSource> usable, List<String> others) {
  /**
   * Finds them.
   *
   * @param field the parameter that names them
   * @throws InvalidInputException if a name is unknown or repeated, or names the observer itself,
   *     one network twice, or a network of another shape or other classes
   */
  static CleanNetworks of(
      String field, List<String> names, ObserverSource observer, Laboratory laboratory) {
    List<ObserverSource> all = new ArrayList<>();
    List<ObserverSource> usable = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (names.indexOf(name) < i) {
        throw new InvalidInputException(field, name + ", named twice", "a list of different names");
      }
      ObserverSource each = laboratory.classifier(field, name);
      requireAlike(field, each.description(), observer.description());
      requireOther(field, each.description(), observer.description(), all);
      all.add(each);
      if (isOfAnotherRecipe(each, observer)) {
        others.add(name);
      } else {
        usable.add(each);
      }
    }
    return new CleanNetworks(usable, others);
  }

  private static void requireAlike(
      String field, ObserverDescription each, ObserverDescription observer) {
    if (each.planes() != observer.planes()
        || each.height() != observer.height()
        || each.width() != observer.width()) {
      throw new InvalidInputException(
          field,
          "%s, which takes %d x %d x %d values"
              .formatted(each.name(), each.planes(), each.height(), each.width()),
          "observers that take %d x %d x %d values, as %s does"
              .formatted(observer.planes(), observer.height(), observer.width(), observer.name()));
    }
    if (!each.classes().equals(observer.classes())) {
      throw new InvalidInputException(
          field,
          "%s, which has %s".formatted(each.name(), Laboratory.shown(each.classes())),
          "observers with the %s of %s"
              .formatted(Laboratory.shown(observer.classes()), observer.name()));
    }
  }

  private static void requireOther(
      String field,
      ObserverDescription each,
      ObserverDescription observer,
      List<ObserverSource> before) {
    Predicate<ObserverDescription> same = other -> other.digest().equals(each.digest());
    if (same.test(observer)) {
      throw new InvalidInputException(
          field,
          each.name().equals(observer.name())
              ? each.name() + ", which is the observer itself"
              : "%s, which is the same network as the observer %s"
                  .formatted(each.name(), observer.name()),
          "other networks than the observer");
    }
    before.stream()
        .map(ObserverSource::description)
        .filter(same)
        .findFirst()
        .ifPresent(
            other -> {
              throw new InvalidInputException(
                  field,
                  "%s, which is the same network as %s".formatted(each.name(), other.name()),
                  "networks that were trained separately");
            });
  }

  private static boolean isOfAnotherRecipe(ObserverSource each, ObserverSource observer) {
    Optional<String> recipe = each.recipe();
    return recipe.isPresent() && observer.recipe().isPresent() && !recipe.equals(observer.recipe());
  }
}
