package org.revcor.observer.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.observer.FileExtensions;

/**
 * A network on its way into the observers folder: its file and its card are received beside the
 * folder's observers, opened and probed there, and only then moved among them.
 *
 * <p>Used by one thread at a time. In messages the two are {@code network} and {@code card}.
 */
public final class Upload implements AutoCloseable {
  private static final String NETWORK_FIELD = "network";
  private static final String CARD_FIELD = "card";
  private static final String DECLARED = "study.observer.";

  private final ObserverFolder folder;
  private final Path staging;
  private final String name;
  private final boolean replace;
  private @Nullable String ending;
  private boolean hasCard;

  Upload(ObserverFolder folder, Path staging, String name, boolean replace) {
    this.folder = folder;
    this.staging = staging;
    this.name = name;
    this.replace = replace;
  }

  /**
   * Where the network's file has to be written.
   *
   * @param given the file's name, whose ending tells what it is
   * @throws InvalidInputException if the ending is neither {@code .pt} nor {@code .safetensors}, or
   *     there was a network before
   */
  public Path network(String given) {
    if (ending != null) {
      throw new InvalidInputException(NETWORK_FIELD, "given twice", "one file");
    }
    ending =
        Stream.of(FileExtensions.TORCHSCRIPT, FileExtensions.WEIGHTS)
            .filter(given::endsWith)
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        NETWORK_FIELD,
                        given.isEmpty() ? "without a file name" : given,
                        "a file .pt (TorchScript) or .safetensors (made by revcor train)"));
    return staging.resolve(name + ending);
  }

  /**
   * Takes the card.
   *
   * @param json as it is to lie beside the network
   * @throws InvalidInputException if there was a card before
   */
  public void card(byte[] json) {
    if (hasCard) {
      throw new InvalidInputException(CARD_FIELD, "given twice", "one card");
    }
    hasCard = true;
    try {
      Files.write(staging.resolve(name + FileExtensions.CARD), json);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Opens the network, shows it two images, and puts it into the folder.
   *
   * @return whether it took the place of another one
   * @throws InvalidInputException if network or card is missing, or they cannot be used
   * @throws ObserverConflictException as {@link ObserverFolder#begin}
   */
  public boolean place() {
    if (ending == null) {
      throw new InvalidInputException(NETWORK_FIELD, "missing", "a file .pt or .safetensors");
    }
    if (!hasCard) {
      throw new InvalidInputException(
          CARD_FIELD, "missing", "a card such as {\"input\": [1, 28, 28]}");
    }
    new Catalogue(staging)
        .problem(name)
        .ifPresent(
            problem -> {
              throw told(problem);
            });
    return folder.place(staging, name, ending, replace);
  }

  /** In the words of one who knows nothing of files of the server. */
  private InvalidInputException told(InvalidInputException problem) {
    String field = problem.field();
    String place;
    if (field.startsWith(DECLARED + "file") || field.endsWith(name + ending)) {
      place = NETWORK_FIELD;
    } else if (field.startsWith(DECLARED)) {
      place = CARD_FIELD + "." + field.substring(DECLARED.length());
    } else {
      place = field.replace(staging + "/", "").replace(name + FileExtensions.CARD, CARD_FIELD);
    }
    return new InvalidInputException(
        place,
        problem.value().replace(staging + "/", ""),
        problem.expected().replace(staging + "/", ""));
  }

  /** Removes what is left of it. */
  @Override
  public void close() {
    try {
      ObserverFolder.clear(staging);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
