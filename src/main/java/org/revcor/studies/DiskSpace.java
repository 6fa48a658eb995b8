package org.revcor.studies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.revcor.FolderTree;
import org.revcor.Mebibytes;
import org.revcor.study.StudyConflictException;

/**
 * The disk that the folders of all studies are on, as it was when it was looked at.
 *
 * @param directory parent of the folders
 * @param free bytes
 * @param quota bytes that all studies may have
 * @param taken bytes that they have; counted only if there is a quota
 */
record DiskSpace(Path directory, long free, OptionalLong quota, long taken) {
  /**
   * Looks at it, which takes time: all files are counted if there is a quota.
   *
   * @throws StudyConflictException if it cannot be looked at
   */
  static DiskSpace of(StudiesSettings settings) {
    Path directory = settings.directory();
    OptionalLong quota = settings.diskQuota();
    try {
      return new DiskSpace(
          directory,
          Files.getFileStore(directory).getUsableSpace(),
          quota,
          quota.isPresent() ? new FolderTree(directory).bytes() : 0);
    } catch (IOException e) {
      throw new StudyConflictException(
          "the folder of the studies cannot be read (%s)".formatted(e));
    }
  }

  /**
   * @param asked bytes that are to be written
   * @throws StudyConflictException if the disk, or what all studies may have of it, is too small
   */
  void require(long asked) {
    if (asked > free) {
      throw new StudyConflictException(
          "checkpoints and results take up to %s, and the disk of %s has %s left; delete or prune studies"
              .formatted(Mebibytes.of(asked), directory, Mebibytes.of(free)));
    }
    if (quota.isPresent() && asked + taken > quota.getAsLong()) {
      throw new StudyConflictException(
          "checkpoints and results take up to %s, and those of other studies %s of the %s that all may have (setting studies.disk-quota); delete or prune studies"
              .formatted(
                  Mebibytes.of(asked), Mebibytes.of(taken), Mebibytes.of(quota.getAsLong())));
    }
  }
}
