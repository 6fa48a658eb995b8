package org.revcor.observer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/**
 * How an observer is made: its architecture and the data set that it learns. Training options are
 * apart.
 */
public final class Recipe {
  private static final Map<String, Recipe> ALL =
      new TreeMap<>(
          Map.of(
              "mnist-cnn",
              new Recipe(
                  "mnist-cnn",
                  "mnist",
                  new Architecture(
                      1,
                      28,
                      28,
                      List.of(
                          new Layer.Convolution("conv1", 20, 5),
                          new Layer.Relu(),
                          new Layer.MaxPool(2),
                          new Layer.Convolution("conv2", 50, 5),
                          new Layer.Relu(),
                          new Layer.MaxPool(2),
                          new Layer.Flatten(),
                          new Layer.Linear("fc1", 500),
                          new Layer.Relu(),
                          new Layer.Linear("logits", 10))))));

  private final String name;
  private final String dataset;
  private final Architecture architecture;

  private Recipe(String name, String dataset, Architecture architecture) {
    this.name = name;
    this.dataset = dataset;
    this.architecture = architecture;
  }

  /** Names of all recipes, sorted. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * A recipe by name.
   *
   * @throws InvalidInputException if there is none; the message suggests the nearest
   */
  public static Recipe named(String name) {
    Recipe recipe = ALL.get(name);
    if (recipe == null) {
      throw new InvalidInputException("recipe", name, Spelling.expected(name, names()));
    }
    return recipe;
  }

  public String name() {
    return name;
  }

  /** The data set to train and test on, by its name in {@code org.revcor.dataset}. */
  public String dataset() {
    return dataset;
  }

  Architecture architecture() {
    return architecture;
  }

  /** An observer made by this recipe, with the digest of its weights. */
  ObserverDescription describe(
      String observer, OutputKind output, List<String> classes, String digest) {
    return new ObserverDescription(
        observer,
        architecture.planes(),
        architecture.height(),
        architecture.width(),
        output,
        architecture.outputs(),
        classes,
        dataset,
        digest);
  }
}
