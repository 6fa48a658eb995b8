package org.revcor.observer.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource.TrainingSettings;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.training.TrainingSet.Backdoor;
import org.revcor.schema.Cards;
import org.revcor.schema.Spelling;

/**
 * The card {@code NAME.json} of a trained observer.
 *
 * @param input C, H, W
 * @param classes class names in the order of the outputs
 * @param seed seed of initial weights, order, dropout and latent noise
 * @param bestEpoch epoch of the weights, from 1: the first with the best test result, which is
 *     therefore slightly optimistic
 * @param threads engine threads during training; the number changes the last bits of the weights
 * @param trainingDigest {@code sha256:...} of the training images
 * @param testDigest {@code sha256:...} of the test images
 * @param testAccuracy fraction of test images classified correctly; null for an auto-encoder
 * @param confusion test images by label (row) and predicted class (column); null for an
 *     auto-encoder
 * @param testError mean squared error of the pixels; null for a classifier
 * @param weights {@code sha256:...} of the file of weights
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Card(
    String name,
    String recipe,
    String dataset,
    List<Integer> input,
    String output,
    List<String> classes,
    long seed,
    int epochs,
    int bestEpoch,
    int batch,
    double learningRate,
    int threads,
    int trainingImages,
    String trainingDigest,
    int testImages,
    String testDigest,
    @Nullable Double testAccuracy,
    int @Nullable [][] confusion,
    @Nullable Double testError,
    @Nullable Attack backdoor,
    double seconds,
    String engine,
    String revcor,
    String weights) {
  /**
   * A {@link Backdoor} and its success.
   *
   * @param success fraction of stamped test images of class {@code from} classified as {@code to}
   */
  public record Attack(
      String stamp,
      List<Integer> at,
      String from,
      String to,
      double fraction,
      int stamped,
      double success) {}

  /**
   * Reads a card.
   *
   * @throws InvalidInputException if it is not a valid card
   */
  public static Card read(String file, byte[] json) {
    return Cards.read(file, json, Card.class);
  }

  /** Returns the fraction of test images classified correctly; empty for an auto-encoder. */
  public OptionalDouble accuracy() {
    return testAccuracy == null ? OptionalDouble.empty() : OptionalDouble.of(testAccuracy);
  }

  /** Returns how the network was trained. */
  public TrainingSettings training() {
    return new TrainingSettings(recipe, epochs, batch, learningRate);
  }

  Evaluation evaluation() {
    return new Evaluation(confusion, testError);
  }

  /**
   * Returns the description of the observer.
   *
   * @throws InvalidInputException if the recipe is unknown or does not fit the card
   */
  public ObserverDescription description(String observer, String file) {
    Recipe known = Recipe.named(recipe);
    Architecture architecture = known.architecture();
    List<Integer> shape = architecture.shape();
    int needed =
        known.output() == OutputKind.IMAGES ? classes.size() : Math.max(2, architecture.outputs());
    if (!input.equals(shape) || classes.size() != needed) {
      throw new InvalidInputException(
          file,
          "a card of an input " + input + " and " + classes.size() + " classes",
          "a card of input %s and %d classes, which its recipe %s defines"
              .formatted(shape, needed, recipe));
    }
    if (Spelling.named(file, output, List.of(OutputKind.values())) != known.output()) {
      throw new InvalidInputException(
          file,
          "a card of " + output,
          "a card of " + known.output().word() + ", which its recipe " + recipe + " defines");
    }
    return known.describe(
        observer, known.output() == OutputKind.IMAGES ? List.of() : classes, weights);
  }
}
