package org.revcor.analysis.backdoor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AnalysisContext;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.ObserverSource.TrainingSettings;

/**
 * Clean networks selected by the user, to compare an observer with.
 *
 * @param usable networks that may have been trained with the observer's recipe
 * @param notes sentences that name networks that are not used, or whose recipe is unknown
 */
record CleanNetworks(List<ObserverSource> usable, List<String> notes) {
  /**
   * Finds the networks.
   *
   * @param field the parameter that names them
   * @throws InvalidInputException if a name is unknown or repeated; if it names the observer
   *     itself, one network twice, a network of another shape or other classes, or one with a
   *     backdoor
   */
  static CleanNetworks of(
      String field, List<String> names, ObserverSource observer, AnalysisContext context) {
    List<ObserverSource> all = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (names.indexOf(name) < i) {
        throw new InvalidInputException(field, name + ", named twice", "a list without repetition");
      }
      ObserverSource each = context.classifier(field, name);
      requireComparable(field, each.description(), observer.description());
      requireOther(field, each.description(), observer.description(), all);
      requireClean(field, each);
      all.add(each);
    }
    return ofOneRecipe(all, observer);
  }

  private static CleanNetworks ofOneRecipe(List<ObserverSource> all, ObserverSource observer) {
    Set<String> recipes =
        all.stream()
            .flatMap(each -> each.recipe().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (observer.recipe().isEmpty() && recipes.size() > 1) {
      return new CleanNetworks(
          List.of(),
          List.of(
              "No clean network is used: the recipe of %s is unknown, and the cards of the clean networks name several: %s."
                  .formatted(observer.description().name(), String.join(", ", recipes))));
    }
    Map<Boolean, List<ObserverSource>> byUse =
        all.stream().collect(Collectors.partitioningBy(each -> !isOfAnotherRecipe(each, observer)));
    List<ObserverSource> usable = byUse.getOrDefault(true, List.of());
    List<ObserverSource> others = byUse.getOrDefault(false, List.of());
    List<String> notes = new ArrayList<>();
    if (!others.isEmpty()) {
      notes.add("Not used, since their cards name another recipe: " + names(others.stream()));
    }
    String unknown =
        names(
            Stream.concat(Stream.of(observer), usable.stream())
                .filter(each -> each.recipe().isEmpty()));
    if (!usable.isEmpty() && !unknown.isEmpty()) {
      notes.add(
          "It is unknown whether all were trained with the same recipe: no card names that of "
              + unknown
              + ".");
    }
    observer
        .training()
        .ifPresent(
            own -> {
              String differing =
                  names(usable.stream().filter(each -> isTrainedOtherwise(each, own)));
              if (!differing.isEmpty()) {
                notes.add(
                    otherTraining(
                        "%s with other options".formatted(differing),
                        observer.description().name(),
                        own));
              }
            });
    return new CleanNetworks(usable, notes);
  }

  /**
   * Returns a sentence about clean networks that were trained with other options than the observer.
   *
   * @param clean the networks and their options
   */
  static String otherTraining(String clean, String observer, TrainingSettings own) {
    return "%s was trained with %s, %s. Scores may differ for this reason."
        .formatted(observer, own.text(), clean);
  }

  private static boolean isTrainedOtherwise(ObserverSource network, TrainingSettings own) {
    return network.training().filter(each -> !each.equals(own)).isPresent();
  }

  private static String names(Stream<ObserverSource> networks) {
    return networks.map(each -> each.description().name()).collect(Collectors.joining(", "));
  }

  private static void requireComparable(
      String field, ObserverDescription each, ObserverDescription observer) {
    if (!each.isShapedLike(observer)) {
      throw new InvalidInputException(
          field,
          "%s, with stimuli of %s values".formatted(each.name(), each.shapeText()),
          "observers with stimuli of %s values, like %s"
              .formatted(observer.shapeText(), observer.name()));
    }
    if (!each.classes().equals(observer.classes())) {
      throw new InvalidInputException(
          field,
          "%s, which has %s".formatted(each.name(), AnalysisContext.shown(each.classes())),
          "observers with the %s of %s"
              .formatted(AnalysisContext.shown(observer.classes()), observer.name()));
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
              : "%s, which is the same network as observer %s"
                  .formatted(each.name(), observer.name()),
          "networks other than the observer");
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

  private static void requireClean(String field, ObserverSource each) {
    if (each.hasBackdoor()) {
      throw new InvalidInputException(
          field,
          each.description().name() + ", which was trained with a backdoor, as its card states",
          "networks without a backdoor");
    }
  }

  private static boolean isOfAnotherRecipe(ObserverSource each, ObserverSource observer) {
    Optional<String> recipe = each.recipe();
    return recipe.isPresent() && observer.recipe().isPresent() && !recipe.equals(observer.recipe());
  }
}
