package org.revcor.study.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.revcor.file.FolderTree;

/**
 * A folder beside the run directories, for a study that is not complete yet or is being deleted.
 * The next process deletes what a killed one has left.
 */
public final class StagingFolder {
  private static final String PREFIX = ".import-";

  private StagingFolder() {}

  /**
   * Returns a new path.
   *
   * @param parent of the run directories
   */
  public static Path in(Path parent) {
    return parent.resolve(PREFIX + UUID.randomUUID());
  }

  static boolean isOne(Path folder) {
    return folder.getFileName().toString().startsWith(PREFIX);
  }

  /**
   * Deletes those of an earlier process.
   *
   * @param parent of the run directories; created if missing
   */
  public static void deleteAll(Path parent) throws IOException {
    Files.createDirectories(parent);
    List<Path> left;
    try (Stream<Path> all = Files.list(parent)) {
      left = all.filter(StagingFolder::isOne).toList();
    }
    for (Path folder : left) {
      new FolderTree(folder).delete();
    }
  }
}
