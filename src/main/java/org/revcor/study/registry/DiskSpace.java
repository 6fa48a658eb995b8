package org.revcor.study.registry;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.revcor.file.FolderTree;
import org.revcor.inference.Mebibytes;

/**
 * Free and used disk space of all run directories, at one moment.
 *
 * @param directory parent of the run directories
 * @param free bytes
 * @param quota maximum bytes of all studies
 * @param used bytes of all studies; 0 without a quota
 */
record DiskSpace(Path directory, long free, OptionalLong quota, long used) {
  /**
   * Measures the disk space. Slow with a quota, since all files are counted.
   *
   * @throws DiskSpaceException if the directory cannot be read
   */
  static DiskSpace of(StudiesSettings settings) {
    Path directory = settings.directory();
    OptionalLong quota = settings.diskQuota();
    try {
      return new DiskSpace(
          directory,
          Files.getFileStore(directory).getUsableSpace(),
          quota,
          quota.isPresent() ? studies(directory) : 0);
    } catch (IOException e) {
      throw new DiskSpaceException("the studies folder cannot be read (%s)".formatted(e));
    }
  }

  /** Returns the bytes of all folders, without the received archives beside them. */
  private static long studies(Path directory) throws IOException {
    long bytes = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory, Files::isDirectory)) {
      for (Path folder : folders) {
        bytes += new FolderTree(folder).bytes();
      }
    }
    return bytes;
  }

  /**
   * @param requested bytes to be written
   * @throws DiskSpaceException if the free space or the quota is too small
   */
  void require(long requested) {
    if (requested > free) {
      throw new DiskSpaceException(
          "checkpoints and results need up to %s, but the disk of %s has %s free; delete or prune studies"
              .formatted(Mebibytes.of(requested), directory, Mebibytes.of(free)));
    }
    if (quota.isPresent() && requested + used > quota.getAsLong()) {
      throw new DiskSpaceException(
          "checkpoints and results need up to %s, but other studies use %s of the quota of %s (setting studies.disk-quota); delete or prune studies"
              .formatted(
                  Mebibytes.of(requested), Mebibytes.of(used), Mebibytes.of(quota.getAsLong())));
    }
  }
}
