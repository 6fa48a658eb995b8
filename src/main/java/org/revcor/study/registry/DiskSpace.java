package org.revcor.study.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.file.FolderTree;
import org.revcor.file.WholeFile;
import org.revcor.inference.Mebibytes;
import org.revcor.study.plan.StageFailure;

/**
 * Free and used disk space of all run directories, at one moment.
 *
 * @param free bytes
 * @param quota maximum bytes of all studies
 * @param used bytes of all studies; 0 without a quota
 */
record DiskSpace(Path directory, long free, OptionalLong quota, long used) {
  /** More than the record of a study with thousands of channels. */
  private static final int PROBE_BYTES = 1 << 24;

  /**
   * Measures the disk space. Slow with a quota, since all files are counted.
   *
   * @throws RefusedException if the directory cannot be read
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
      throw new RefusedException(
          Reason.STORAGE, "the studies folder cannot be read (%s)".formatted(e));
    }
  }

  /**
   * Returns the failure of a study whose files could not be written: a {@link RefusedException} if
   * no file can be written beside its folder either. Blocks.
   */
  static RuntimeException failure(Path folder, Path directory, IOException failed) {
    Path probe = StudyFiles.staging(directory);
    try {
      Files.createDirectory(probe);
      try {
        WholeFile.write(probe.resolve("probe"), new byte[PROBE_BYTES]);
      } finally {
        new FolderTree(probe).delete();
      }
      return new UncheckedIOException(
          "its files in %s cannot be written (%s)".formatted(folder, StageFailure.message(failed)),
          failed);
    } catch (IOException alsoFailed) {
      return new RefusedException(
          Reason.STORAGE,
          "no study can be written to %s (%s); free disk space, or make the folder writable"
              .formatted(directory, StageFailure.message(failed)));
    }
  }

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
   * @throws RefusedException if the free space or the quota is too small
   */
  void require(long requested) {
    if (requested > free) {
      throw new RefusedException(
          Reason.STORAGE,
          "checkpoints and results need up to %s, but the disk of %s has %s free; delete studies"
              .formatted(Mebibytes.of(requested), directory, Mebibytes.of(free)));
    }
    if (quota.isPresent() && requested + used > quota.getAsLong()) {
      throw new RefusedException(
          Reason.STORAGE,
          "checkpoints and results need up to %s, but other studies use %s of the quota of %s (setting studies.disk-quota); delete studies"
              .formatted(
                  Mebibytes.of(requested), Mebibytes.of(used), Mebibytes.of(quota.getAsLong())));
    }
  }
}
