package org.revcor.study.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.revcor.inference.Mebibytes;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyConflictException;

/** Checks whether the memory suffices for more studies beside the running ones. */
final class Admission {
  private final StudiesSettings settings;
  private final Map<String, Long> memory = new HashMap<>();

  Admission(StudiesSettings settings) {
    this.settings = settings;
  }

  /**
   * Memory use of the running studies at one moment.
   *
   * @param used bytes of their sums
   * @param studies number of running studies
   */
  record Memory(long used, int studies, Capacity capacity) {
    /**
     * @param starting studies that start or resume together
     * @throws StudyConflictException if their sums do not fit into the heap
     */
    void require(List<PreparedStudy> starting) {
      long requested = starting.stream().mapToLong(capacity::allSums).sum();
      if (used + requested > capacity.heapBytes()) {
        throw new StudyConflictException(
            "the sums need %s, but %d running studies use %s of the %s of this process; stop or pause a study, or wait"
                .formatted(
                    Mebibytes.of(requested),
                    studies,
                    Mebibytes.of(used),
                    Mebibytes.of(capacity.heapBytes())));
      }
    }
  }

  /** Returns the current memory use. */
  Memory memory() {
    long used = memory.values().stream().mapToLong(Long::longValue).sum();
    return new Memory(used, memory.size(), settings.capacity());
  }

  /** Adds a running study. */
  void add(String id, PreparedStudy study) {
    memory.put(id, settings.capacity().allSums(study));
  }

  /** Removes a study that no longer runs. */
  void remove(String id) {
    memory.remove(id);
  }
}
