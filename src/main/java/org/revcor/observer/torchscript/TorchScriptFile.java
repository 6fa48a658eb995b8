package org.revcor.observer.torchscript;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;

/**
 * A TorchScript file and what its user declares of it, which the file itself does not tell.
 *
 * @param file where it is
 * @param name what to call the observer
 * @param planes C, colour planes of a stimulus
 * @param height H, rows
 * @param width W, columns
 * @param output meaning of its outputs
 * @param classes class names in the order of the outputs, two for a single logit; empty to call
 *     them 0, 1, 2, ...
 * @param dataset the data set it was trained on, or "" if unknown
 * @param scale what it is given of a stimulus
 * @param layers names of what it returns beside its answer, in this order; empty to call them
 *     hidden1, hidden2, ...
 */
public record TorchScriptFile(
    Path file,
    String name,
    int planes,
    int height,
    int width,
    OutputKind output,
    List<String> classes,
    String dataset,
    Scale scale,
    List<String> layers) {
  static final String ANSWER = "output";
  private static final int MAX_VALUES = 1 << 22;

  /** Checks what can be checked without the file. */
  public TorchScriptFile {
    classes = List.copyOf(classes);
    layers = List.copyOf(layers);
    double values = (double) planes * height * width;
    if (planes < 1 || height < 1 || width < 1 || values > MAX_VALUES) {
      throw new InvalidInputException(
          "study.observer.input",
          List.of(planes, height, width).toString(),
          "three positive numbers [planes, rows, columns] of at most %,d values together"
              .formatted(MAX_VALUES));
    }
    if (classes.size() == 1 || classes.stream().distinct().count() < classes.size()) {
      throw new InvalidInputException(
          "study.observer.classes", classes.toString(), "two or more different names");
    }
    if (layers.stream().distinct().count() < layers.size()
        || layers.stream().anyMatch(layer -> layer.isBlank() || layer.equals(ANSWER))) {
      throw new InvalidInputException(
          "study.observer.layers",
          layers.toString(),
          "different names, none of them " + ANSWER + ", which is the answer");
    }
    scale.requirePlanes("study.observer.scale", planes);
  }

  /**
   * As above, with the input as a list, named after its file, of an unknown data set, given stimuli
   * as they are.
   *
   * @param input C, H, W
   */
  public static TorchScriptFile of(
      Path file, List<Integer> input, OutputKind output, List<String> classes) {
    if (input.size() != 3) {
      throw new InvalidInputException(
          "study.observer.input",
          input.toString(),
          "three positive numbers [planes, rows, columns]");
    }
    return new TorchScriptFile(
        file,
        String.valueOf(file.getFileName()),
        input.get(0),
        input.get(1),
        input.get(2),
        output,
        classes,
        "",
        new Scale.Unit(),
        List.of());
  }

  /**
   * A file by what a study says of it; what that leaves out is taken from the card beside the file,
   * {@code NAME.json} for {@code NAME.pt}.
   *
   * @param input C, H, W
   * @throws InvalidInputException if the card cannot be used, or neither tells the input
   */
  public static TorchScriptFile declared(
      Path file,
      Optional<List<Integer>> input,
      Optional<OutputKind> output,
      Optional<List<String>> classes,
      Optional<Scale> scale,
      Optional<List<String>> layers) {
    FileCard card = FileCard.beside(file);
    String cardName = FileCard.path(file).toString();
    if (input.isEmpty() && card.input() == null) {
      throw new InvalidInputException(
          "study.observer.input",
          "missing, and no card " + cardName + " tells it",
          "three positive numbers [planes, rows, columns]");
    }
    List<Integer> shape = input.orElseGet(() -> card.requireInput(cardName));
    TorchScriptFile given =
        of(
            file,
            shape,
            output.orElseGet(() -> card.outputKind(cardName)),
            classes.orElseGet(card::classNames));
    return new TorchScriptFile(
        file,
        given.name(),
        given.planes(),
        given.height(),
        given.width(),
        given.output(),
        given.classes(),
        card.datasetName(),
        scale.orElseGet(() -> card.scale(cardName)),
        layers.orElseGet(card::layerNames));
  }

  /**
   * A file by its card alone.
   *
   * @param name what to call the observer
   * @param cardName what messages call the card
   * @param card as JSON
   * @throws InvalidInputException if the card cannot be used
   */
  public static TorchScriptFile ofCard(Path file, String name, String cardName, byte[] card) {
    FileCard told = FileCard.read(cardName, card);
    List<Integer> shape = told.requireInput(cardName);
    return new TorchScriptFile(
        file,
        name,
        shape.get(0),
        shape.get(1),
        shape.get(2),
        told.outputKind(cardName),
        told.classNames(),
        told.datasetName(),
        told.scale(cardName),
        told.layerNames());
  }

  /**
   * A file that takes latent numbers, n x k or n x k x 1 x 1, and gives images, as an observer of
   * these numbers. It is shown two rows of numbers, twice.
   *
   * @param latentValues k
   * @throws InvalidInputException if the file is missing or no TorchScript, takes no rows of this
   *     length, gives no images of finite numbers, or others each time
   */
  public static ObserverSource decoder(Path file, int latentValues) {
    return TorchScriptDecoder.open(file, latentValues);
  }

  /**
   * The input that the card beside a file tells: C, H, W.
   *
   * @throws InvalidInputException if there is a card that cannot be used
   */
  public static Optional<List<Integer>> inputOnCard(Path file) {
    FileCard card = FileCard.beside(file);
    return card.input() == null
        ? Optional.empty()
        : Optional.of(card.requireInput(FileCard.path(file).toString()));
  }

  /**
   * Loads the network once on the CPU, shows it two images, and thereby completes its
   * description.
   *
   * @throws InvalidInputException if the file is missing or not TorchScript, or does not answer as
   *     declared
   */
  public ObserverSource open() {
    return TorchScriptSource.open(this);
  }
}
