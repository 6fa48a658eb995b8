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
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.schema.Cards;

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

  /**
   * Returns the card of a file; an empty card if the file does not exist.
   *
   * @throws InvalidInputException if the file is not a valid card
   */
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

  /**
   * Reads a card.
   *
   * @param name the card's name, for messages
   * @throws InvalidInputException if it is not a valid card
   */
  static FileCard read(String name, byte[] json) {
    return Cards.readPartial(name, json, FileCard.class);
  }

  /** Returns the path of a file's card: {@code NAME.json} in the same folder. */
  static Path path(Path file) {
    String name = String.valueOf(file.getFileName());
    int ending = FileFormat.byExtension(name).map(format -> format.extension().length()).orElse(0);
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
        .map(word -> OutputKind.named(card + " output", word, OutputKind.OF_FILES));
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
