package org.revcor.observer;

import java.util.List;
import org.revcor.InvalidInputException;

/**
 * What is written beside a trained observer's weights, as {@code NAME.json}.
 *
 * @param name the observer's name
 * @param recipe the recipe's name, which tells the architecture
 * @param dataset the data set's name
 * @param input C, H, W
 * @param output meaning of its outputs, by its word
 * @param classes class names in the order of the outputs
 * @param seed of initial weights and order
 * @param epochs epochs that were to be trained
 * @param bestEpoch the epoch that was kept, from 1: the first with the highest test accuracy, which
 *     therefore is slightly optimistic
 * @param batch pictures a step
 * @param learningRate of Adam
 * @param threads of the engine while it trained; other numbers give other last bits
 * @param trainingPictures their number
 * @param trainingDigest {@code sha256:...} of them
 * @param testPictures their number
 * @param testDigest {@code sha256:...} of them
 * @param testAccuracy fraction of them answered rightly
 * @param confusion test pictures by label (row) and answer (column)
 * @param seconds wall-clock time up to the epoch that was kept
 * @param engine engine and version
 * @param revcor version of Revcor
 * @param weights {@code sha256:...} of the file of weights
 */
record Card(
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
    int trainingPictures,
    String trainingDigest,
    int testPictures,
    String testDigest,
    double testAccuracy,
    int[][] confusion,
    double seconds,
    String engine,
    String revcor,
    String weights) {
  /**
   * What it says of the observer.
   *
   * @param observer the observer's name in the catalogue, that of the file
   * @param file the card's name, for messages
   * @throws InvalidInputException if the recipe is unknown or gives something else
   */
  ObserverDescription description(String observer, String file) {
    Architecture architecture = Recipe.named(recipe).architecture();
    List<Integer> shape =
        List.of(architecture.planes(), architecture.height(), architecture.width());
    if (!input.equals(shape) || classes.size() != architecture.outputs()) {
      throw new InvalidInputException(
          file,
          "a card of an input " + input + " and " + classes.size() + " classes",
          "one of input %s and %d classes, as its recipe %s gives"
              .formatted(shape, architecture.outputs(), recipe));
    }
    return Recipe.named(recipe)
        .describe(observer, OutputKind.named(file, output), classes, weights);
  }
}
