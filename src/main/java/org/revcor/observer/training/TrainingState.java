package org.revcor.observer.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.file.Safetensors;
import org.revcor.file.Safetensors.Storage;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.file.WholeFile;
import org.revcor.observer.network.Weights;
import org.revcor.schema.Cards;

/**
 * The state of a training after an epoch. A training that resumes from it gives the same result as
 * one that never stopped.
 *
 * <p>Its file {@code NAME.training} is a safetensors file with the parameters, Adam's two means,
 * the best epoch's parameters, and a header that identifies the training.
 */
public final class TrainingState {
  private static final String ENDING = ".training";
  private static final String HEADER = "training";
  private static final String NOW = "now/";
  private static final String MEANS = "means/";
  private static final String VARIANCES = "variances/";
  private static final String BEST = "best/";

  /**
   * Identity and progress of a training. To resume, all but the last four members must match.
   *
   * @param epoch number of completed epochs
   * @param steps steps of Adam
   * @param seconds training time in seconds
   */
  record Header(
      String name,
      String recipe,
      long seed,
      int batch,
      double learningRate,
      int threads,
      String trainingDigest,
      String testDigest,
      @Nullable Integer epoch,
      @Nullable Integer steps,
      @Nullable Double seconds,
      @Nullable Card best) {
    /** Returns the values that must match, by their option names. */
    private Map<String, String> identity() {
      Map<String, String> identity = new LinkedHashMap<>();
      identity.put("name", name);
      identity.put("recipe", recipe);
      identity.put("seed", Long.toString(seed));
      identity.put("batch", Integer.toString(batch));
      identity.put("learning-rate", Double.toString(learningRate));
      identity.put("threads", Integer.toString(threads));
      identity.put("training images", trainingDigest);
      identity.put("test images", testDigest);
      return identity;
    }
  }

  private final Header header;
  private final Weights weights;
  private final Adam.State adam;
  private final Weights best;

  TrainingState(Header header, Weights weights, Adam.State adam, Weights best) {
    this.header = header;
    this.weights = weights;
    this.adam = adam;
    this.best = best;
  }

  /**
   * Reads the state of a training from a folder; empty if it does not exist.
   *
   * @throws InvalidInputException if the file is damaged
   * @throws IOException if reading fails
   */
  public static Optional<TrainingState> find(Path folder, String name) throws IOException {
    Path file = file(folder, name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Safetensors.Content content = Safetensors.decode(file.toString(), Files.readAllBytes(file));
    String json = content.metadata().get(HEADER);
    if (json == null) {
      throw new InvalidInputException(
          file.toString(), "a file without the header " + HEADER, "a file written by revcor train");
    }
    Header header =
        Cards.readPartial(file.toString(), json.getBytes(StandardCharsets.UTF_8), Header.class);
    if (header.epoch() == null || header.steps() == null || header.seconds() == null) {
      throw new InvalidInputException(
          file.toString(), "a file without an epoch", "a file written by revcor train");
    }
    Weights all = new Weights(content.tensors());
    return Optional.of(
        new TrainingState(
            header,
            part(all, NOW),
            new Adam.State(header.steps(), part(all, MEANS), part(all, VARIANCES)),
            part(all, BEST)));
  }

  /** Deletes the state of a training from a folder, if it exists. */
  public static void remove(Path folder, String name) throws IOException {
    Files.deleteIfExists(file(folder, name));
  }

  /** Returns the path of a training's state. */
  public static Path file(Path folder, String name) {
    return folder.resolve(name + ENDING);
  }

  /** Writes the state to a folder atomically. */
  public void write(Path folder) throws IOException {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    add(all, NOW, weights);
    add(all, MEANS, adam.means());
    add(all, VARIANCES, adam.variances());
    add(all, BEST, best);
    String json = new String(Cards.write(header), StandardCharsets.UTF_8);
    Files.createDirectories(folder);
    WholeFile.write(
        file(folder, header.name()),
        Safetensors.encode(all, Storage.FLOAT32, Map.of(HEADER, json)));
  }

  /** Returns the number of completed epochs. */
  public int epoch() {
    return header.epoch() == null ? 0 : header.epoch();
  }

  double seconds() {
    return header.seconds() == null ? 0 : header.seconds();
  }

  TrainedObserver best() {
    Card card = header.best();
    if (card == null) {
      throw new IllegalStateException("a state without a best epoch");
    }
    Recipe recipe = Recipe.named(card.recipe());
    return new TrainedObserver(
        Safetensors.encode(best.tensors(), recipe.storage(), Map.of()), card);
  }

  Weights weights() {
    return weights;
  }

  Adam.State adam() {
    return adam;
  }

  void requireMatches(Header training) {
    Map<String, String> own = header.identity();
    training
        .identity()
        .forEach(
            (word, value) -> {
              if (!value.equals(own.get(word))) {
                throw new InvalidInputException(
                    word,
                    value,
                    "%s, as in the training that stopped after epoch %d; or restart with --fresh"
                        .formatted(own.get(word), epoch()));
              }
            });
  }

  private static void add(Map<String, Tensor> all, String prefix, Weights weights) {
    weights.tensors().forEach((name, tensor) -> all.put(prefix + name, tensor));
  }

  private static Weights part(Weights all, String prefix) {
    SequencedMap<String, Tensor> part = new LinkedHashMap<>();
    all.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
              }
            });
    return new Weights(part);
  }
}
