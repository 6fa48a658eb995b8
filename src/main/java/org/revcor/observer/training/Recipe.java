package org.revcor.observer.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.file.Safetensors.Storage;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;
import org.revcor.schema.Spelling;

/**
 * The recipe of an observer: data set, architecture, loss and hyperparameters.
 *
 * <p>To add a recipe, add it to the list here. Training, cards, catalogue and studies need no other
 * change.
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
  private static final String BINARY = "mnist-binary-A-B";
  private static final Pattern BINARY_NAME = Pattern.compile("mnist-binary-(\\d)-(\\d)");

  private static final Map<String, Recipe> FIXED =
      Stream.of(
              DigitNetworks.cnn("mnist-cnn", "mnist"),
              DigitNetworks.cnn("fashion-cnn", "fashion-mnist"),
              DigitNetworks.light(),
              DigitNetworks.logistic(),
              DigitNetworks.mlp(),
              DigitNetworks.rnn(),
              CifarNetworks.cnn("cifar10-cnn", new Layer.Relu()),
              CifarNetworks.cnn("cifar10-cnn-tanh", new Layer.Tanh()),
              AutoEncoders.plain(),
              AutoEncoders.variational())
          .collect(Collectors.toMap(Recipe::name, Function.identity()));

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

  /** Returns a copy that stores weights in float16; cards report results after rounding. */
  Recipe withHalfPrecision() {
    return new Recipe(name, dataset, classes, architecture, loss, hyperparameters, Storage.FLOAT16);
  }

  /**
   * Returns a recipe by name.
   *
   * @throws InvalidInputException if it does not exist; the message suggests the nearest name
   */
  public static Recipe named(String name) {
    return Optional.ofNullable(FIXED.get(name))
        .or(() -> binary(name))
        .orElseThrow(
            () -> new InvalidInputException("recipe", name, Spelling.expected(name, names())));
  }

  private static Optional<Recipe> binary(String name) {
    Matcher matcher = BINARY_NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    if (matcher.group(1).equals(matcher.group(2))) {
      throw new InvalidInputException("recipe", name, BINARY + " with two different digits");
    }
    return Optional.of(DigitNetworks.binary(name, matcher.group(1), matcher.group(2)));
  }

  /**
   * Returns the names of all recipes, sorted; {@code A} and {@code B} are placeholders of two
   * classes.
   */
  public static List<String> names() {
    return Stream.concat(FIXED.keySet().stream(), Stream.of(BINARY)).sorted().toList();
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
        ObserverInput.unchanged(architecture.shape()),
        output(),
        architecture.outputs(),
        classes,
        dataset,
        digest,
        architecture.describe(),
        true,
        true);
  }

  /**
   * Hyperparameters of a recipe.
   *
   * @param epochs default number of passes over the images
   * @param weightDecay factor of the squared weights in the loss
   * @param rateFactor factor of the learning rate after each epoch, in (0,1]
   * @param mirrored whether each image is mirrored left to right with probability 1/2; never with a
   *     backdoor, whose stamp has a fixed position
   */
  record Hyperparameters(int epochs, double weightDecay, double rateFactor, boolean mirrored) {
    /** Returns hyperparameters with a constant rate, without weight decay and mirroring. */
    static Hyperparameters of(int epochs) {
      return new Hyperparameters(epochs, 0, 1, false);
    }

    Hyperparameters withWeightDecay(double factor) {
      return new Hyperparameters(epochs, factor, rateFactor, mirrored);
    }

    Hyperparameters withFallingRate(double factor) {
      return new Hyperparameters(epochs, weightDecay, factor, mirrored);
    }

    Hyperparameters withMirroredImages() {
      return new Hyperparameters(epochs, weightDecay, rateFactor, true);
    }
  }
}
