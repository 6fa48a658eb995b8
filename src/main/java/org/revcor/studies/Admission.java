package org.revcor.studies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.revcor.study.Capacity;
import org.revcor.study.PreparedStudy;
import org.revcor.study.StudyConflictException;

/** Whether there is room for more studies beside those that run. */
final class Admission {
  private final StudiesSettings settings;
  private final Map<String, Long> memory = new HashMap<>();

  Admission(StudiesSettings settings) {
    this.settings = settings;
  }

  /**
   * Memory beside the studies that run at a moment.
   *
   * @param taken bytes of their sums
   * @param studies how many they are
   */
  record Memory(long taken, int studies, Capacity capacity) {
    /**
     * @param beginning studies that begin or go on at the same time
     * @throws StudyConflictException if their sums do not fit, with the figures
     */
    void require(List<PreparedStudy> beginning) {
      long asked = beginning.stream().mapToLong(capacity::allSums).sum();
      if (taken + asked > capacity.heapBytes()) {
        throw new StudyConflictException(
            "the sums take %s, and those of %d running studies %s of the %s of this process; stop or pause one, or wait"
                .formatted(
                    mebibytes(asked), studies, mebibytes(taken), mebibytes(capacity.heapBytes())));
      }
    }
  }

  /** What there is of it now. */
  Memory memory() {
    long taken = memory.values().stream().mapToLong(Long::longValue).sum();
    return new Memory(taken, memory.size(), settings.capacity());
  }

  /** A study runs. */
  void runs(String id, PreparedStudy study) {
    memory.put(id, settings.capacity().allSums(study));
  }

  /** It runs no more. */
  void rests(String id) {
    memory.remove(id);
  }

  /**
   * @param beginning studies that begin at the same time
   * @throws StudyConflictException if they would not fit, with the figures
   */
  void require(List<PreparedStudy> beginning) {
    memory().require(beginning);
    requireDisk(beginning.stream().mapToLong(settings.capacity()::diskBytes).sum());
  }

  /**
   * @param asked bytes that are to be written
   * @throws StudyConflictException if the disk, or what all studies may have of it, is too small
   */
  void requireDisk(long asked) {
    try {
      long free = Files.getFileStore(settings.directory()).getUsableSpace();
      if (asked > free) {
        throw new StudyConflictException(
            "checkpoints and results take up to %s, and the disk of %s has %s left; delete or prune studies"
                .formatted(mebibytes(asked), settings.directory(), mebibytes(free)));
      }
      OptionalLong quota = settings.diskQuota();
      if (quota.isPresent() && asked + size(settings.directory()) > quota.getAsLong()) {
        throw new StudyConflictException(
            "checkpoints and results take up to %s, and those of other studies %s of the %s that all may have (setting studies.disk-quota); delete or prune studies"
                .formatted(
                    mebibytes(asked),
                    mebibytes(size(settings.directory())),
                    mebibytes(quota.getAsLong())));
      }
    } catch (IOException e) {
      throw new StudyConflictException(
          "the folder of the studies cannot be read (%s)".formatted(e));
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / (double) (1 << 20));
  }
}
