package org.revcor.observer.training;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.Cards;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.Architecture;

/**
 * What is written beside a trained observer's weights, as {@code NAME.json}.
 *
 * @param name the observer's name
 * @param recipe the recipe's name, which tells the architecture
 * @param dataset the data set's name
 * @param input C, H, W
 * @param output meaning of its outputs, by its word
 * @param classes class names in the order of the outputs
 * @param seed of initial weights, order, dropout and latent noise
 * @param epochs epochs that were to be trained
 * @param bestEpoch the epoch that was kept, from 1: the first with the best figure on the test
 *     images, which therefore is slightly optimistic
 * @param batch images a step
 * @param learningRate of Adam
 * @param threads of the engine while it trained; other numbers give other last bits
 * @param trainingImages their number
 * @param trainingDigest {@code sha256:...} of them
 * @param testImages their number
 * @param testDigest {@code sha256:...} of them
 * @param testAccuracy fraction of them answered rightly; none for an auto-encoder
 * @param confusion test images by label (row) and answer (column); none for an auto-encoder
 * @param testError mean squared error of the pixels; only for an auto-encoder
 * @param backdoor how the training images were poisoned, if they were
 * @param seconds time of training up to the epoch that was kept
 * @param engine engine and version
 * @param revcor version of Revcor
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
    @JsonAlias("trainingPictures") int trainingImages,
    String trainingDigest,
    @JsonAlias("testPictures") int testImages,
    String testDigest,
    @Nullable Double testAccuracy,
    int @Nullable [][] confusion,
    @Nullable Double testError,
    @Nullable Attack backdoor,
    double seconds,
    String engine,
    String revcor,
    String weights) {
  public Card {
    output = "pictures".equals(output) ? OutputKind.IMAGES.word() : output;
  }

  /**
   * A {@link Backdoor} and how well it works.
   *
   * @param success fraction of stamped test images of class {@code from} answered {@code to}
   */
  public record Attack(
      String stamp,
      List<Integer> at,
      String from,
      String to,
      double fraction,
      int stamped,
      double success) {
    /** What a reader of JSON leaves out is null. */
    boolean isWhole() {
      return Stream.of(stamp, at, from, to).allMatch(Objects::nonNull) && at.size() == 2;
    }
  }

  /**
   * Reads a card.
   *
   * @param file its name, for messages
   * @throws InvalidInputException if it is no such card, or lacks a member
   */
  public static Card read(String file, byte[] json) {
    Card card = Cards.readPartial(file, json, Card.class);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("name", card.name);
    members.put("recipe", card.recipe);
    members.put("dataset", card.dataset);
    members.put("input", card.input);
    members.put("output", card.output);
    members.put("classes", card.classes);
    members.put("trainingDigest", card.trainingDigest);
    members.put("testDigest", card.testDigest);
    members.put("engine", card.engine);
    members.put("revcor", card.revcor);
    members.put("weights", card.weights);
    members.forEach(
        (member, value) -> {
          if (value == null) {
            throw new InvalidInputException(
                file, "a card without " + member, "one that revcor train wrote");
          }
        });
    return card;
  }

  /** Fraction of test images answered rightly; empty for an auto-encoder. */
  public OptionalDouble accuracy() {
    return testAccuracy == null ? OptionalDouble.empty() : OptionalDouble.of(testAccuracy);
  }

  /** How good it is on the test images. */
  Evaluation evaluation() {
    return confusion == null
        ? new Evaluation.Restored(testError == null ? Double.NaN : testError)
        : new Evaluation.Classified(confusion);
  }

  /**
   * What it says of the observer.
   *
   * @param observer the observer's name in the catalogue, that of the file
   * @param file the card's name, for messages
   * @throws InvalidInputException if the recipe is unknown or gives something else
   */
  public ObserverDescription description(String observer, String file) {
    Recipe made = Recipe.named(recipe);
    Architecture architecture = made.architecture();
    List<Integer> shape =
        List.of(architecture.planes(), architecture.height(), architecture.width());
    int needed =
        made.output() == OutputKind.IMAGES ? classes.size() : Math.max(2, architecture.outputs());
    if (!input.equals(shape) || classes.size() != needed) {
      throw new InvalidInputException(
          file,
          "a card of an input " + input + " and " + classes.size() + " classes",
          "one of input %s and %d classes, as its recipe %s gives"
              .formatted(shape, needed, recipe));
    }
    if (OutputKind.named(file, output, List.of(OutputKind.values())) != made.output()) {
      throw new InvalidInputException(
          file,
          "a card of " + output,
          "one of " + made.output().word() + ", as " + recipe + " gives");
    }
    requireWhole(file);
    return made.describe(
        observer, made.output() == OutputKind.IMAGES ? List.of() : classes, weights);
  }

  private void requireWhole(String file) {
    int n = classes.size();
    boolean square =
        confusion == null
            || (confusion.length == n
                && Arrays.stream(confusion).allMatch(row -> row != null && row.length == n));
    if (!square) {
      throw new InvalidInputException(
          file,
          "a card whose confusion is of another size",
          "one of %1$d x %1$d numbers, as it has %1$d classes".formatted(n));
    }
    if (backdoor != null && !backdoor.isWhole()) {
      throw new InvalidInputException(
          file,
          "a card whose backdoor lacks a member",
          "one of stamp, at (row and column), from and to");
    }
  }
}
