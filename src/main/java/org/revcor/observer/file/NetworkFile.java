package org.revcor.observer.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;

/**
 * A TorchScript file with the user's declaration of properties that the file does not contain.
 *
 * @param file path of the file
 * @param name name of the observer
 * @param planes C, colour planes of a stimulus
 * @param height H, rows
 * @param width W, columns
 * @param output meaning of its outputs
 * @param classes class names in the order of the outputs, two for a single logit; if empty, the
 *     names are 0, 1, 2, ...
 * @param dataset the data set it was trained on, or "" if unknown
 * @param scale transformation of a stimulus before the network
 * @param layers names of the arrays returned after the output, in this order; if empty, the names
 *     are hidden1, hidden2, ...
 */
public record NetworkFile(
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
  static final String OUTPUT = "output";
  private static final int MAX_VALUES = 1 << 22;

  /** Checks the declaration without reading the file. */
  public NetworkFile {
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
        || layers.stream().anyMatch(layer -> layer.isBlank() || layer.equals(OUTPUT))) {
      throw new InvalidInputException(
          "study.observer.layers",
          layers.toString(),
          "different names, none of them " + OUTPUT + ", the name of the network's output");
    }
    scale.requirePlanes("study.observer.scale", planes);
  }

  /**
   * Creates a declaration with the file's name, an unknown data set and the scale {@code unit}.
   *
   * @param input C, H, W
   */
  public static NetworkFile of(
      Path file, List<Integer> input, OutputKind output, List<String> classes) {
    if (input.size() != 3) {
      throw new InvalidInputException(
          "study.observer.input",
          input.toString(),
          "three positive numbers [planes, rows, columns]");
    }
    return new NetworkFile(
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
   * Creates a declaration from a study. Missing properties come from the card in the file's folder,
   * {@code NAME.json} for {@code NAME.pt}.
   *
   * @param input C, H, W
   * @throws InvalidInputException if the card is unusable, or study and card lack the input
   */
  public static NetworkFile declared(
      Path file,
      Optional<List<Integer>> input,
      Optional<OutputKind> output,
      Optional<List<String>> classes,
      Optional<Scale> scale,
      Optional<List<String>> layers) {
    FileCard card = FileCard.forFile(file);
    String cardName = FileCard.path(file).toString();
    if (input.isEmpty() && card.input() == null) {
      long unused = NetworkFileSource.input(NetworkFileSource.FILE, file).read(Files::size);
      throw new InvalidInputException(
          "study.observer.input",
          "missing, also from the card " + cardName,
          "three positive numbers [planes, rows, columns]");
    }
    List<Integer> shape = input.orElseGet(() -> card.requireInput(cardName));
    NetworkFile given =
        of(
            file,
            shape,
            output.orElseGet(() -> card.outputKind(cardName)),
            classes.orElseGet(card::classNames));
    return new NetworkFile(
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
   * Creates a declaration from a card.
   *
   * @param name name of the observer
   * @param cardName name of the card, for messages
   * @param card the card as JSON
   * @throws InvalidInputException if the card is unusable
   */
  public static NetworkFile ofCard(Path file, String name, String cardName, byte[] card) {
    FileCard read = FileCard.read(cardName, card);
    List<Integer> shape = read.requireInput(cardName);
    return new NetworkFile(
        file,
        name,
        shape.get(0),
        shape.get(1),
        shape.get(2),
        read.outputKind(cardName),
        read.classNames(),
        read.datasetName(),
        read.scale(cardName),
        read.layerNames());
  }

  /**
   * Returns C, H, W of the input from the card of a file; empty without a card.
   *
   * @throws InvalidInputException if the card is unusable
   */
  public static Optional<List<Integer>> inputOnCard(Path file) {
    FileCard card = FileCard.forFile(file);
    return card.input() == null
        ? Optional.empty()
        : Optional.of(card.requireInput(FileCard.path(file).toString()));
  }

  /**
   * Completes the description of the network by an inspection.
   *
   * @throws InvalidInputException if the file is missing or not TorchScript, or the network's
   *     outputs do not fit the declaration
   */
  public ObserverSource open(Inspection.Inspector inspector) {
    return NetworkFileSource.of(this, inspector.inspect(this));
  }

  /** Completes the description of the network, which runs in this process. */
  public ObserverSource open() {
    return open(Inspection::of);
  }
}
