package org.revcor.observer.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;
import org.revcor.observer.FileExtensions;
import org.revcor.observer.Layout;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.schema.Cards;
import org.revcor.schema.Spelling;

/**
 * A network file with the user's declaration of properties that the file may not contain.
 *
 * @param input C, H, W of a stimulus; of a TorchScript file required, else what the file leaves
 *     open
 * @param output meaning of its outputs; by default logits, but not for a single output that may be
 *     a probability
 * @param classes class names in the order of the outputs, two for a single logit; if empty, those
 *     of the file, else 0, 1, 2, ...
 * @param dataset the data set it was trained on, or "" if unknown
 * @param scale transformation of a stimulus before the network
 * @param layout order of an image's values; by default as in the file, else NCHW
 * @param layers names of the arrays returned after the output, in this order; if empty, those of
 *     the file, else hidden1, hidden2, ...
 */
public record NetworkFile(
    Path file,
    String name,
    Optional<List<Integer>> input,
    Optional<OutputKind> output,
    List<String> classes,
    String dataset,
    Scale scale,
    Optional<Layout> layout,
    List<String> layers) {
  static final String INPUT = "study.observer.input";
  static final String SHAPE = "three positive numbers [planes, rows, columns]";
  static final String OUTPUT = "output";

  /** Checks the declaration without reading the file. */
  public NetworkFile {
    classes = List.copyOf(classes);
    layers = List.copyOf(layers);
    input.ifPresent(NetworkFile::requireImage);
    if (layout.equals(Optional.of(Layout.ROWS))) {
      input.ifPresent(NetworkFile::requireOnePlane);
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
    input.ifPresent(shape -> scale.requirePlanes("study.observer.scale", shape.getFirst()));
  }

  private static void requireOnePlane(List<Integer> shape) {
    if (shape.getFirst() != 1) {
      throw new InvalidInputException(
          "study.observer.layout",
          Layout.ROWS.word(),
          "nchw, nhwc or flat for images of %d planes".formatted(shape.getFirst()));
    }
  }

  private static void requireImage(List<Integer> shape) {
    if (shape.size() != 3
        || shape.stream().anyMatch(size -> size < 1)
        || ObserverInput.isTooLarge(shape)) {
      throw new InvalidInputException(
          INPUT,
          shape.toString(),
          "%s of at most %,d values together".formatted(SHAPE, ObserverInput.MAX_VALUES));
    }
  }

  /**
   * Creates a declaration with the file's name, an unknown data set and the scale {@code unit}.
   *
   * @param input C, H, W
   */
  public static NetworkFile of(
      Path file, List<Integer> input, OutputKind output, List<String> classes) {
    return new NetworkFile(
        file,
        String.valueOf(file.getFileName()),
        Optional.of(input),
        Optional.of(output),
        classes,
        "",
        new Scale.Unit(),
        Optional.empty(),
        List.of());
  }

  /**
   * Creates a declaration from a study. Missing properties come from the card in the file's folder,
   * {@code NAME.json} for {@code NAME.pt}.
   *
   * @param input C, H, W
   * @throws InvalidInputException if the card is unusable, or the input of a TorchScript file is
   *     not declared
   */
  public static NetworkFile declared(
      Path file,
      Optional<List<Integer>> input,
      Optional<OutputKind> output,
      Optional<List<String>> classes,
      Optional<Scale> scale,
      Optional<Layout> layout,
      Optional<List<String>> layers) {
    FileCard card = FileCard.forFile(file);
    String cardName = FileCard.path(file).toString();
    NetworkFile declared =
        new NetworkFile(
            file,
            String.valueOf(file.getFileName()),
            input.or(() -> card.inputShape(cardName)),
            output.or(() -> card.outputKind(cardName)),
            classes.orElseGet(card::classNames),
            card.datasetName(),
            scale.orElseGet(() -> card.scale(cardName)),
            layout.or(() -> card.inputLayout(cardName)),
            layers.orElseGet(card::layerNames));
    if (declared.lacksInput()) {
      long unused = NetworkFileSource.input(file).read(Files::size);
      throw new InvalidInputException(INPUT, "missing, also from the card " + cardName, SHAPE);
    }
    return declared;
  }

  /**
   * Creates a declaration from a card.
   *
   * @throws InvalidInputException if the card is unusable
   */
  public static NetworkFile ofCard(Path file, String name, String cardName, byte[] card) {
    FileCard read = FileCard.read(cardName, card);
    NetworkFile declared =
        new NetworkFile(
            file,
            name,
            read.inputShape(cardName),
            read.outputKind(cardName),
            read.classNames(),
            read.datasetName(),
            read.scale(cardName),
            read.inputLayout(cardName),
            read.layerNames());
    if (declared.lacksInput()) {
      throw new InvalidInputException(
          cardName, "a card without input", "a card such as {\"input\": [1, 28, 28]}");
    }
    return declared;
  }

  private boolean lacksInput() {
    return input.isEmpty() && format() == FileFormat.TORCHSCRIPT;
  }

  OutputKind outputKind() {
    return output.orElse(OutputKind.LOGITS);
  }

  FileFormat format() {
    return FileFormat.of(file);
  }

  NetworkFile withScale(Scale other) {
    return new NetworkFile(file, name, input, output, classes, dataset, other, layout, layers);
  }

  void requireInput(List<Integer> shape) {
    requireImage(shape);
    scale.requirePlanes("study.observer.scale", shape.getFirst());
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

  /**
   * Returns the declaration of an observer in a network file with all that the file and its card
   * state; empty for other observers. Numbered classes are left out.
   */
  public static Optional<NetworkFile> completeOf(ObserverSource source) {
    return source instanceof NetworkFileSource file
        ? Optional.of(file.complete())
        : Optional.empty();
  }

  /** Completes the description of the network, which runs in this process. */
  public ObserverSource open() {
    return open(Inspection::of);
  }

  /**
   * The card {@code NAME.json} that a user may write for a network file, such as {@code NAME.pt}.
   *
   * @param input planes, rows, columns; required unless the file contains them
   * @param output {@code logits} or {@code probabilities}
   * @param classes class names; numbers by default
   * @param dataset the data set it was trained on, if known
   * @param scale {@code unit} (default), {@code bytes}, or mean and sd of each plane
   * @param layout a word of {@link Layout}; by default from the file, else nchw
   * @param layers names of the arrays returned after the output; default hidden1, hidden2, ...
   */
  record FileCard(
      int @Nullable [] input,
      @Nullable String output,
      @Nullable List<String> classes,
      @Nullable String dataset,
      @Nullable JsonNode scale,
      @Nullable String layout,
      @Nullable List<String> layers) {
    private static final FileCard EMPTY = new FileCard(null, null, null, null, null, null, null);

    /** Returns the card of a file; an empty card if the file does not exist. */
    static FileCard forFile(Path file) {
      Path card = path(file);
      if (!Files.exists(card, LinkOption.NOFOLLOW_LINKS)) {
        return EMPTY;
      }
      if (Files.isSymbolicLink(card)) {
        throw new InvalidInputException(card.toString(), "a link", "a file beside the network");
      }
      return read(card.toString(), new InputFile(card, "a readable card").bytes());
    }

    static FileCard read(String name, byte[] json) {
      return Cards.readPartial(name, json, FileCard.class);
    }

    /** Returns the path of a file's card: {@code NAME.json} in the same folder. */
    static Path path(Path file) {
      String name = String.valueOf(file.getFileName());
      int ending =
          FileFormat.byExtension(name).map(format -> format.extension().length()).orElse(0);
      return file.resolveSibling(name.substring(0, name.length() - ending) + FileExtensions.CARD);
    }

    /** Returns C, H, W of the input; empty if the card leaves it to the file. */
    Optional<List<Integer>> inputShape(String card) {
      if (input == null) {
        return Optional.empty();
      }
      if (input.length != 3) {
        throw new InvalidInputException(
            card + " input",
            "a card whose input has %d numbers".formatted(input.length),
            "a card such as {\"input\": [1, 28, 28]}");
      }
      return Optional.of(List.of(input[0], input[1], input[2]));
    }

    Optional<Layout> inputLayout(String card) {
      return Optional.ofNullable(layout).map(word -> Layout.named(card + " layout", word));
    }

    Optional<OutputKind> outputKind(String card) {
      return Optional.ofNullable(output)
          .map(word -> Spelling.named(card + " output", word, OutputKind.OF_FILES));
    }

    List<String> classNames() {
      return classes == null ? List.of() : classes;
    }

    Scale scale(String card) {
      return scale == null ? new Scale.Unit() : Scale.read(card + " scale", scale);
    }

    List<String> layerNames() {
      return layers == null ? List.of() : layers;
    }

    String datasetName() {
      return dataset == null ? "" : dataset;
    }
  }
}
