package org.revcor.observer.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.revcor.RefusedException;
import org.revcor.file.FileName;
import org.revcor.file.FolderTree;
import org.revcor.observer.FileExtensions;
import org.revcor.observer.file.FileFormat;
import org.revcor.observer.file.Inspection;

/**
 * Adds networks to the observers folder and removes them.
 *
 * <p>Networks that studies have loaded do not change. A study that reloads a replaced network
 * detects it by its digest. Thread-safe.
 *
 * @param folder the observers folder; created with the first upload
 * @param inspector inspects uploaded files
 */
public record ObserverFolder(Path folder, Inspection.Inspector inspector) {
  /** Prefix of upload folders; the catalogue skips hidden files. */
  static final String STAGING = ".incoming-";

  private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

  /** Extensions of networks. */
  static final List<String> NETWORKS =
      Stream.concat(
              Arrays.stream(FileFormat.values()).map(FileFormat::extension),
              Stream.of(FileExtensions.WEIGHTS))
          .toList();

  /**
   * Starts an upload. The network is not visible before {@link Upload#place} has returned.
   *
   * @param name the observer's name
   * @param replace whether it may replace an existing observer
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
    try {
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
      return replaced;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Requires that the name is available; returns whether an observer will be replaced. */
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
}
