package org.revcor.study.registry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.revcor.inference.Mebibytes;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyConflictException;

/** The limits on number and memory of running studies. Only for the registry. */
final class Admission {
  private final int max;
  private final Supplier<Capacity> capacity;
  private final Map<String, Long> running = new HashMap<>();
  private final Set<String> launching = new HashSet<>();
  private final Map<StudyRegistry.Submit, Integer> reserved = new HashMap<>();

  /**
   * @param max maximum number of running studies
   * @param capacity waits until the lanes run, which they do once a study is prepared
   */
  Admission(int max, Supplier<Capacity> capacity) {
    this.max = max;
    this.capacity = capacity;
  }

  /**
   * Memory use of the running studies at one moment.
   *
   * @param used bytes of their sums
   * @param studies number of running studies
   */
  record Memory(long used, int studies, Supplier<Capacity> limits) {
    /** Throws a {@link StudyConflictException} if the sums of all studies do not fit. */
    void require(List<PreparedStudy> starting) {
      Capacity capacity = limits.get();
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
    long used = running.values().stream().mapToLong(Long::longValue).sum();
    return new Memory(used, running.size(), capacity);
  }

  /** Throws a {@link StudyConflictException} if the maximum number of studies runs. */
  void requireSlot() {
    if (busy() >= max) {
      throw new StudyConflictException(
          "%d studies are running, the maximum; stop or pause a study, or wait".formatted(busy()));
    }
  }

  /** Throws a {@link StudyConflictException} if there are too few slots or too little memory. */
  void require(List<PreparedStudy> studies) {
    int free = max - busy();
    if (studies.size() == 1) {
      requireSlot();
    } else if (studies.size() > free) {
      throw new StudyConflictException(
          "the sweep has %d studies, but at most %d more can start now; stop running studies, or wait"
              .formatted(studies.size(), free));
    }
    memory().require(studies);
  }

  private int busy() {
    int starting = reserved.values().stream().mapToInt(Integer::intValue).sum();
    return running.size() + launching.size() + starting;
  }

  /** Reserves slots for the studies of a request, instead of those reserved before. */
  void reserve(StudyRegistry.Submit submit, int studies) {
    reserved.put(submit, studies);
  }

  /** Releases the slots of a request: its studies have started or were rejected. */
  void release(StudyRegistry.Submit submit) {
    reserved.remove(submit);
  }

  /** Whether a request with a key has reserved slots. */
  boolean hasReserved(String key) {
    return reserved.keySet().stream().anyMatch(submit -> key.equals(submit.key()));
  }

  /** Adds a study that is about to resume. */
  void launch(String id) {
    launching.add(id);
  }

  /** Adds a study that has started. */
  void start(String id, PreparedStudy study) {
    launching.remove(id);
    running.put(id, capacity.get().allSums(study));
  }

  /** Removes a study that is inactive. */
  void end(String id) {
    launching.remove(id);
    running.remove(id);
  }

  /** Returns the ids of the studies that have started. */
  Set<String> running() {
    return running.keySet();
  }
}
