package org.revcor.studies;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.revcor.Mebibytes;
import org.revcor.study.Capacity;
import org.revcor.study.PreparedStudy;
import org.revcor.study.StudyConflictException;

/** Whether there is memory for more studies beside those that run. */
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
                    Mebibytes.of(asked),
                    studies,
                    Mebibytes.of(taken),
                    Mebibytes.of(capacity.heapBytes())));
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
}
