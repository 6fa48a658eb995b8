package org.revcor.study.registry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
  private final Map<StudyRegistry.Submit, Reserved> reserved = new HashMap<>();

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
    /** Returns whether the sums of all studies fit. */
    boolean fits(List<PreparedStudy> starting) {
      return used + sums(starting) <= limits.get().heapBytes();
    }

    /** Throws a {@link MemoryInUseException} if the sums of a study do not fit. */
    void require(PreparedStudy starting) {
      if (!fits(List.of(starting))) {
        throw new MemoryInUseException(
            "the sums need %s, but %d running studies use %s of the %s of this process; stop or pause a study, or wait"
                .formatted(
                    Mebibytes.of(sums(List.of(starting))),
                    studies,
                    Mebibytes.of(used),
                    Mebibytes.of(limits.get().heapBytes())));
      }
    }

    private long sums(List<PreparedStudy> starting) {
      return starting.stream().mapToLong(limits.get()::allSums).sum();
    }
  }

  /** Returns the current memory use. */
  Memory memory() {
    long used = running.values().stream().mapToLong(Long::longValue).sum();
    return new Memory(used, running.size(), capacity);
  }

  /** Throws a {@link StudyConflictException} if the maximum number of studies runs. */
  void requireSlot() {
    if (!hasSlot()) {
      throw new StudyConflictException(
          "%d studies are running, the maximum; stop or pause a study, or wait".formatted(busy()));
    }
  }

  /** Returns whether a study can start. */
  boolean hasSlot() {
    return busy() < max;
  }

  /**
   * Returns how many studies can start now, the first ones of a list. At least one can if no study
   * runs or is about to, since each fits into the memory alone.
   */
  int startable(List<PreparedStudy> studies) {
    Memory memory = memory();
    int count = 0;
    while (count < Math.min(studies.size(), max - busy())
        && memory.fits(studies.subList(0, count + 1))) {
      count++;
    }
    return count;
  }

  private int busy() {
    int starting = reserved.values().stream().mapToInt(Reserved::slots).sum();
    return running.size() + launching.size() + starting;
  }

  /**
   * The studies of a request that is in progress; none until they are prepared.
   *
   * @param slots number of studies that start
   * @param studies number of all studies
   */
  record Reserved(int slots, int studies) {
    static final Reserved NONE = new Reserved(0, 0);
  }

  /** Reserves slots for the studies of a request, instead of those reserved before. */
  void reserve(StudyRegistry.Submit submit, Reserved studies) {
    reserved.put(submit, studies);
  }

  /** Returns what the requests of an owner have reserved. */
  Reserved reserved(@Nullable String owner) {
    return reserved.entrySet().stream()
        .filter(request -> Objects.equals(request.getKey().owner(), owner))
        .map(Map.Entry::getValue)
        .reduce(
            Reserved.NONE,
            (a, b) -> new Reserved(a.slots() + b.slots(), a.studies() + b.studies()));
  }

  /** Releases the slots of a request: its studies have started or were rejected. */
  void release(StudyRegistry.Submit submit) {
    reserved.remove(submit);
  }

  /** Returns whether a request with a key is in progress. */
  boolean isInProgress(String key) {
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

  /** Returns the ids of the studies that have started or are about to. */
  Stream<String> active() {
    return Stream.concat(running.keySet().stream(), launching.stream());
  }

  /** Returns the ids of the studies that have started. */
  Set<String> running() {
    return running.keySet();
  }
}
