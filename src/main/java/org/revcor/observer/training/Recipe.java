package org.revcor.observer.training;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.file.Storage;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.Architecture;

/**
 * The recipe of an observer: data set, architecture, loss and hyperparameters. {@link Recipes}
 * lists all recipes.
 *
 * @param dataset name of the data set, as in {@code org.revcor.dataset}
 * @param classes names of the classes to learn; empty for all
 */
public record Recipe(
    String name,
    String dataset,
    List<String> classes,
    Architecture architecture,
    Loss loss,
    Hyperparameters hyperparameters,
    Storage storage) {
  public Recipe {
    classes = List.copyOf(classes);
  }

  /** Creates a recipe for all classes of a data set, with weights stored as float32. */
  static Recipe of(
      String name,
      String dataset,
      Architecture architecture,
      Loss loss,
      Hyperparameters hyperparameters) {
    return new Recipe(
        name, dataset, List.of(), architecture, loss, hyperparameters, Storage.FLOAT32);
  }

  /** Returns a copy for some classes of the data set. */
  Recipe withClasses(List<String> classes) {
    return new Recipe(name, dataset, classes, architecture, loss, hyperparameters, storage);
  }

  /** Returns a copy that stores weights in half precision; cards report results after rounding. */
  Recipe withHalfPrecision() {
    return new Recipe(name, dataset, classes, architecture, loss, hyperparameters, Storage.FLOAT16);
  }

  /**
   * Returns a recipe by name.
   *
   * @throws InvalidInputException if it does not exist; the message suggests the nearest name
   */
  public static Recipe named(String name) {
    return Recipes.named(name);
  }

  /**
   * Returns the names of all recipes, sorted; {@code A} and {@code B} are placeholders of two
   * classes.
   */
  public static List<String> names() {
    return Recipes.names();
  }

  /** Returns the default number of epochs. */
  public int epochs() {
    return hyperparameters.epochs();
  }

  /** Returns the meaning of the network's outputs. */
  OutputKind output() {
    return loss.classifies() ? OutputKind.LOGITS : OutputKind.IMAGES;
  }

  /**
   * Describes an observer of this recipe.
   *
   * @param observer the observer's name
   * @param classes names of the classes that it learns
   * @param digest digest of its weights; "" before training
   */
  public ObserverDescription describe(String observer, List<String> classes, String digest) {
    return new ObserverDescription(
        observer,
        architecture.planes(),
        architecture.height(),
        architecture.width(),
        output(),
        architecture.outputs(),
        classes,
        dataset,
        digest,
        architecture.describe(),
        true,
        true);
  }
}
