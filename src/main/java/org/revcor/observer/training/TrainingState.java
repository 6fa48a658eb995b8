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
import org.revcor.Cards;
import org.revcor.InvalidInputException;
import org.revcor.WholeFile;
import org.revcor.observer.network.Weights;
import org.revcor.tensor.Safetensors;
import org.revcor.tensor.Storage;
import org.revcor.tensor.Tensor;

/**
 * Where a training stands at the end of an epoch: enough to go on as if it had never stopped.
 *
 * <p>Its file, {@code NAME.training}, is a safetensors file: parameters, Adam's two means, the best
 * epoch's parameters, and in its header who trains what.
 */
public final class TrainingState {
  private static final String ENDING = ".training";
  private static final String HEADER = "training";
  private static final String NOW = "now/";
  private static final String MEANS = "means/";
  private static final String VARIANCES = "variances/";
  private static final String BEST = "best/";

  /**
   * What a training is, and how far it came. All but the last four must agree to go on.
   *
   * @param epoch epochs that ended
   * @param steps steps of Adam
   * @param seconds spent
   * @param best card of the best epoch
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
    /** What must agree, by the words that options have for it. */
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
  private final Adam.Memory adam;
  private final Weights best;

  TrainingState(Header header, Weights weights, Adam.Memory adam, Weights best) {
    this.header = header;
    this.weights = weights;
    this.adam = adam;
    this.best = best;
  }

  /**
   * The state that a training of that name left in a folder.
   *
   * @throws InvalidInputException if its file is damaged
   * @throws IOException if it cannot be read
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
          file.toString(), "a file without the header " + HEADER, "one that revcor train wrote");
    }
    Header header =
        Cards.readPartial(file.toString(), json.getBytes(StandardCharsets.UTF_8), Header.class);
    if (header.epoch() == null || header.steps() == null || header.seconds() == null) {
      throw new InvalidInputException(
          file.toString(), "a file that tells no epoch", "one that revcor train wrote");
    }
    Weights all = new Weights(content.tensors());
    return Optional.of(
        new TrainingState(
            header,
            part(all, NOW),
            new Adam.Memory(header.steps(), part(all, MEANS), part(all, VARIANCES)),
            part(all, BEST)));
  }

  /** Removes the state that a training of that name left in a folder, if there is one. */
  public static void remove(Path folder, String name) throws IOException {
    Files.deleteIfExists(file(folder, name));
  }

  /** Where the state of a training is. */
  public static Path file(Path folder, String name) {
    return folder.resolve(name + ENDING);
  }

  /** Writes it into a folder; the file is there whole or not at all. */
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

  /** Epochs that ended. */
  public int epoch() {
    return header.epoch() == null ? 0 : header.epoch();
  }

  double seconds() {
    return header.seconds() == null ? 0 : header.seconds();
  }

  /** The best epoch's observer. */
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

  Adam.Memory adam() {
    return adam;
  }

  /**
   * Checks that a training would be the one that left this state.
   *
   * @throws InvalidInputException with the first difference
   */
  void requireOf(Header wanted) {
    Map<String, String> mine = header.identity();
    wanted
        .identity()
        .forEach(
            (word, value) -> {
              if (!value.equals(mine.get(word))) {
                throw new InvalidInputException(
                    word,
                    value,
                    "%s, as in the training that stopped after epoch %d; or start afresh (--fresh)"
                        .formatted(mine.get(word), epoch()));
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
