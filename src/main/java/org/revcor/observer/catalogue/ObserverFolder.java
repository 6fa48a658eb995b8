package org.revcor.observer.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.revcor.FileName;
import org.revcor.observer.FileExtensions;

/**
 * Puts networks into the observers folder, and takes them out.
 *
 * <p>What studies have loaded is not touched by either. A study that has to load a network again
 * finds out by its digest that it is another one. Safe for use by many threads.
 */
public final class ObserverFolder {
  /** Hidden, so that the catalogue passes over it. */
  static final String STAGING = ".incoming-";

  private static final Duration ABANDONED = Duration.ofDays(1);
  private static final List<String> NETWORKS =
      List.of(FileExtensions.WEIGHTS, FileExtensions.TORCHSCRIPT);

  private final Path folder;

  /**
   * @param folder the observers folder; made when something is put there
   */
  public ObserverFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Begins to put a network there. Nothing of it is seen before {@link Upload#place} is through.
   *
   * @param name what to call it
   * @param replace whether it may take the place of one that is there
   * @throws org.revcor.InvalidInputException if it may not be called so
   * @throws ObserverConflictException if a shipped observer is called so, or another one that it
   *     may not replace
   */
  public Upload begin(String name, boolean replace) {
    FileName.require(name);
    requireFree(name, replace);
    try {
      Files.createDirectories(folder);
      clearAbandoned();
      return new Upload(this, Files.createTempDirectory(folder, STAGING), name, replace);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Takes a network and its card away.
   *
   * @throws ObserverConflictException if it comes with Revcor
   */
  public synchronized void remove(String name) {
    if (networks(name).isEmpty() && ShippedObservers.NAMES.contains(name)) {
      throw new ObserverConflictException(name + " comes with Revcor and cannot be deleted");
    }
    try {
      delete(name);
      Files.deleteIfExists(folder.resolve(name + FileExtensions.CARD));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Moves a checked network and its card from another folder of the same file system.
   *
   * @return whether it took the place of another one
   */
  synchronized boolean place(Path staged, String name, String ending, boolean replace) {
    boolean replaced = requireFree(name, replace);
    try {
      // the old network goes first: what a crash leaves is no network, but never one with the card
      // of another
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
      return replaced;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Whether there is one that it may replace. */
  private boolean requireFree(String name, boolean replace) {
    if (ShippedObservers.NAMES.contains(name)) {
      throw new ObserverConflictException(
          name + " comes with Revcor and cannot be replaced; choose another name");
    }
    boolean taken = !networks(name).isEmpty();
    if (taken && !replace) {
      throw new ObserverConflictException(
          "there is an observer %s already; replace it, or choose another name".formatted(name));
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

  /** Removes what an ended process left. */
  private void clearAbandoned() throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        boolean staging = child.getFileName().toString().startsWith(STAGING);
        if (staging && Files.getLastModifiedTime(child).toInstant().isBefore(limit)) {
          clear(child);
        }
      }
    }
  }

  static void clear(Path staging) throws IOException {
    try (Stream<Path> files = Files.list(staging)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(staging);
  }
}
