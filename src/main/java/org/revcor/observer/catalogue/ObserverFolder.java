package org.revcor.observer.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RefusedException;
import org.revcor.file.Digest;
import org.revcor.file.FileName;
import org.revcor.file.FolderTree;
import org.revcor.file.WholeFile;
import org.revcor.observer.FileExtensions;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.observer.catalogue.Catalogue.ShippedObservers;
import org.revcor.observer.file.FileFormat;
import org.revcor.observer.file.Inspection;
import org.revcor.observer.file.NetworkFile;

/**
 * Adds networks to the observers folder and removes them.
 *
 * <p>Networks that studies have loaded do not change. A study that reloads a replaced network
 * detects it by its digest. Thread-safe.
 */
public record ObserverFolder(Path folder, Inspection.Inspector inspector) {
  /** Prefix of upload folders; the catalogue skips hidden files. */
  static final String STAGING = ".incoming-";

  private static final String EXAMPLES = "examples";
  private static final String NPY = ".npy";

  private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

  static final List<String> NETWORKS =
      Stream.concat(
              Arrays.stream(FileFormat.values()).map(FileFormat::extension),
              Stream.of(FileExtensions.WEIGHTS))
          .toList();

  /**
   * Starts an upload. The network is not visible before {@link Upload#place} has returned.
   *
   * @throws org.revcor.InvalidInputException if the name is not valid
   * @throws RefusedException if the name belongs to a shipped observer, or to an existing one that
   *     the upload may not replace
   */
  public Upload begin(String name, boolean replace) {
    FileName.require(name);
    requireFree(name, replace);
    return Uncheck.get(
        () -> {
          Files.createDirectories(folder);
          clearAbandoned();
          return new Upload(this, Files.createTempDirectory(folder, STAGING), name, replace);
        });
  }

  /** Returns a new file for examples of threshold noise. */
  public Path beginExamples() {
    return Uncheck.get(
        () -> {
          Files.createDirectories(folder.resolve(EXAMPLES));
          clearAbandoned();
          return Files.createTempFile(folder, STAGING, NPY);
        });
  }

  /** Names received examples after their digest, and returns the path in the folder. */
  public String placeExamples(Path received) {
    return Uncheck.get(
        () -> {
          String digest = Digest.of(received).replace("sha256:", "");
          String name = EXAMPLES + "/" + digest + NPY;
          WholeFile.sync(received);
          Files.move(received, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
          return name;
        });
  }

  /**
   * Deletes a network and its card.
   *
   * @throws RefusedException if it is shipped with Revcor
   */
  public synchronized void remove(String name) {
    if (networks(name).isEmpty() && ShippedObservers.NAMES.contains(name)) {
      throw RefusedException.conflict(name + " comes with Revcor and cannot be deleted");
    }
    Uncheck.run(
        () -> {
          delete(name);
          Files.deleteIfExists(folder.resolve(name + FileExtensions.CARD));
        });
  }

  /**
   * Moves a checked network and its card from another folder on the same file system.
   *
   * @return whether it replaced an existing observer
   */
  synchronized boolean place(Path staged, String name, String ending, boolean replace) {
    boolean replaced = requireFree(name, replace);
    Uncheck.run(
        () -> {
          // delete the old network first, so that a crash never leaves it with the new card
          delete(name);
          String card = name + FileExtensions.CARD;
          Files.move(
              staged.resolve(card),
              folder.resolve(card),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
          Files.move(
              staged.resolve(name + ending),
              folder.resolve(name + ending),
              StandardCopyOption.ATOMIC_MOVE);
        });
    return replaced;
  }

  private boolean requireFree(String name, boolean replace) {
    if (ShippedObservers.NAMES.contains(name)) {
      throw RefusedException.conflict(
          name + " comes with Revcor and cannot be replaced; choose another name");
    }
    boolean taken = !networks(name).isEmpty();
    if (taken && !replace) {
      throw RefusedException.conflict(
          "an observer named %s already exists; replace it, or choose another name"
              .formatted(name));
    }
    return taken;
  }

  private List<Path> networks(String name) {
    return NETWORKS.stream()
        .map(ending -> folder.resolve(name + ending))
        .filter(Files::exists)
        .toList();
  }

  private void delete(String name) throws IOException {
    for (Path network : networks(name)) {
      Files.delete(network);
    }
  }

  /** Deletes upload folders that an ended process left. */
  private void clearAbandoned() throws IOException {
    Instant limit = Instant.now().minus(ABANDONED_AFTER);
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        if (child.getFileName().toString().startsWith(STAGING) && isOlder(child, limit)) {
          new FolderTree(child).delete();
        }
      }
    }
  }

  /** Returns whether a folder was last changed before a time; false if it was just deleted. */
  private static boolean isOlder(Path staging, Instant limit) throws IOException {
    try {
      return Files.getLastModifiedTime(staging).toInstant().isBefore(limit);
    } catch (NoSuchFileException uploadHasEnded) {
      return false;
    }
  }

  /**
   * An upload of a network to the observers folder. Its file and card are received in a staging
   * folder, opened and run there, and then moved to the observers folder.
   *
   * <p>One thread at a time may use it. Messages refer to the files as {@code network} and {@code
   * card}.
   */
  public static final class Upload implements AutoCloseable {
    private static final String NETWORK_FIELD = "network";
    private static final String CARD_FIELD = "card";
    private static final String STUDY_FIELD = "study.observer.";

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
     * Returns the path where the network's file must be written.
     *
     * @param given the file's name; its extension selects the format
     * @throws InvalidInputException if the extension is of no format, or this is the second network
     */
    public Path network(String given) {
      if (ending != null) {
        throw new InvalidInputException(NETWORK_FIELD, "given twice", "one file");
      }
      ending =
          ObserverFolder.NETWORKS.stream()
              .filter(given::endsWith)
              .findFirst()
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          NETWORK_FIELD,
                          given.isEmpty() ? "without a file name" : given,
                          FileFormat.expected(given, " or .safetensors (made by revcor train)")));
      return staging.resolve(name + ending);
    }

    /**
     * Receives the card.
     *
     * @param json content of the card's file
     * @throws InvalidInputException if this is the second card
     */
    public void card(byte[] json) {
      if (hasCard) {
        throw new InvalidInputException(CARD_FIELD, "given twice", "one card");
      }
      hasCard = true;
      Uncheck.run(() -> Files.write(staging.resolve(name + FileExtensions.CARD), json));
    }

    /**
     * Opens the network and runs it on two images.
     *
     * @return the observer as it will be listed
     * @throws InvalidInputException if network or card is missing or unusable
     */
    public CatalogueEntry check() {
      if (ending == null) {
        throw new InvalidInputException(
            NETWORK_FIELD, "missing", "a file " + String.join(" or ", ObserverFolder.NETWORKS));
      }
      if (!hasCard && !FileFormat.needsCard(staging.resolve(name + ending))) {
        card("{}".getBytes(StandardCharsets.UTF_8));
      }
      if (!hasCard) {
        throw new InvalidInputException(
            CARD_FIELD, "missing", "a card such as {\"input\": [1, 28, 28]}");
      }
      Catalogue staged = new Catalogue(staging, folder.inspector());
      staged
          .problem(name)
          .ifPresent(
              problem -> {
                throw forClient(problem);
              });
      return staged.find(name).orElseThrow();
    }

    /**
     * Applies a test to the checked network.
     *
     * @throws InvalidInputException if the network is not a file of another program; whatever the
     *     test refuses
     */
    public <T> T test(Function<NetworkFile, T> test) {
      if (ending == null || ending.equals(FileExtensions.WEIGHTS)) {
        throw new InvalidInputException(
            NETWORK_FIELD,
            name + ending,
            "a file of another program; the card of this one has its accuracy");
      }
      Path card = staging.resolve(name + FileExtensions.CARD);
      try {
        byte[] json = Uncheck.get(() -> Files.readAllBytes(card));
        return test.apply(
            NetworkFile.ofCard(staging.resolve(name + ending), name, CARD_FIELD, json));
      } catch (InvalidInputException refused) {
        throw forClient(refused);
      }
    }

    /**
     * Moves the checked network to the observers folder.
     *
     * @return whether it replaced an existing observer
     * @throws RefusedException as {@link ObserverFolder#begin}
     */
    public boolean place() {
      return folder.place(staging, name, Objects.requireNonNull(ending), replace);
    }

    /** Replaces paths of the server by the client's names of the files. */
    private InvalidInputException forClient(InvalidInputException problem) {
      String field = problem.field();
      String shown;
      if (field.startsWith(STUDY_FIELD + "file") || field.endsWith(name + ending)) {
        shown = NETWORK_FIELD;
      } else if (field.startsWith(STUDY_FIELD)) {
        shown = CARD_FIELD + "." + field.substring(STUDY_FIELD.length());
      } else {
        shown =
            field
                .replace(staging + "/", "")
                .replace(name + FileExtensions.CARD + " ", CARD_FIELD + ".")
                .replace(name + FileExtensions.CARD, CARD_FIELD);
      }
      return new InvalidInputException(
          shown,
          problem.value().replace(staging + "/", ""),
          problem.expected().replace(staging + "/", ""));
    }

    @Override
    public void close() {
      Uncheck.run(() -> new FolderTree(staging).delete());
    }
  }
}
