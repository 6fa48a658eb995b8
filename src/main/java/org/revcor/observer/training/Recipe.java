package org.revcor.observer.training;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.Architecture;
import org.revcor.tensor.Storage;

/**
 * How an observer is made: what it learns, its architecture, and how it learns.
 *
 * <p>A recipe is this data and nothing else; {@link Recipes} lists them all.
 */
public final class Recipe {
  private final String name;
  private final String dataset;
  private final List<String> only;
  private final Architecture architecture;
  private final Goal goal;
  private final Practice practice;
  private final Storage storage;

  private Recipe(
      String name,
      String dataset,
      List<String> only,
      Architecture architecture,
      Goal goal,
      Practice practice,
      Storage storage) {
    this.name = name;
    this.dataset = dataset;
    this.only = List.copyOf(only);
    this.architecture = architecture;
    this.goal = goal;
    this.practice = practice;
    this.storage = storage;
  }

  /** A recipe that learns all classes of a data set in single precision. */
  static Recipe of(
      String name, String dataset, Architecture architecture, Goal goal, Practice practice) {
    return new Recipe(name, dataset, List.of(), architecture, goal, practice, Storage.FLOAT32);
  }

  /** The same, but of some classes of the data set only. */
  Recipe only(List<String> classes) {
    return new Recipe(name, dataset, classes, architecture, goal, practice, storage);
  }

  /** The same, but written in half precision; what a card says is measured after the rounding. */
  Recipe inHalfPrecision() {
    return new Recipe(name, dataset, only, architecture, goal, practice, Storage.FLOAT16);
  }

  /**
   * A recipe by name.
   *
   * @throws InvalidInputException if there is none; the message suggests the nearest
   */
  public static Recipe named(String name) {
    return Recipes.named(name);
  }

  /** Names of all recipes, sorted; {@code A} and {@code B} stand for any two classes. */
  public static List<String> names() {
    return Recipes.names();
  }

  public String name() {
    return name;
  }

  /** The data set to train and test on, by its name in {@code org.revcor.dataset}. */
  public String dataset() {
    return dataset;
  }

  /** Passes over the images, unless told otherwise. */
  public int epochs() {
    return practice.epochs();
  }

  /** Names of the classes that it learns; empty for all. */
  List<String> classes() {
    return only;
  }

  /** The network that it trains. */
  public Architecture architecture() {
    return architecture;
  }

  Goal goal() {
    return goal;
  }

  Practice practice() {
    return practice;
  }

  Storage storage() {
    return storage;
  }

  /** What the outputs mean of a network that it makes. */
  OutputKind output() {
    return goal.classifies() ? OutputKind.LOGITS : OutputKind.IMAGES;
  }

  /**
   * An observer made by this recipe.
   *
   * @param classes names of the classes that it learns
   * @param digest of its weights; "" of one that is yet to be trained
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
