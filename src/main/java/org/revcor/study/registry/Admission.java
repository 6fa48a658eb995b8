package org.revcor.study.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.inference.Mebibytes;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.PreparedStudy;

/** The limits on number and memory of running studies. Only for the registry. */
final class Admission {
  private final int max;
  private final Supplier<Capacity> capacity;
  private final Map<String, Long> running = new HashMap<>();

  /** Bytes of the studies that are about to run; 0 until they are prepared. */
  private final Map<String, Long> preparing = new HashMap<>();

  private final Map<StudyRegistry.Submit, Reserved> reserved = new HashMap<>();

  /**
   * @param capacity waits until the lanes run, which they do once a study is prepared
   */
  Admission(int max, Supplier<Capacity> capacity) {
    this.max = max;
    this.capacity = capacity;
  }

  /**
   * Counts the memory of a study that is about to start.
   *
   * @throws RefusedException if its sums do not fit beside those of the others. Alone, it fits.
   */
  void reserveMemory(String id, PreparedStudy study) {
    preparing.computeIfPresent(id, (key, none) -> 0L);
    long used = used();
    Capacity all = capacity.get();
    long bytes = all.allSums(study);
    preparing.computeIfPresent(id, (key, none) -> bytes);
    if (used > 0 && used + bytes > all.heapBytes()) {
      throw new RefusedException(
          Reason.MEMORY,
          "the sums need %s, but %d running studies use %s of the %s of this process; stop or pause a study, or wait"
              .formatted(
                  Mebibytes.of(bytes),
                  busy() - 1,
                  Mebibytes.of(used),
                  Mebibytes.of(all.heapBytes())));
    }
  }

  private long used() {
    return Stream.of(running.values(), preparing.values())
            .flatMap(Collection::stream)
            .mapToLong(Long::longValue)
            .sum()
        + reserved.values().stream()
            .flatMap(request -> request.bytes().stream())
            .mapToLong(Long::longValue)
            .sum();
  }

  /** Throws a {@link RefusedException} if the maximum number of studies runs. */
  void requireSlot() {
    if (!hasSlot()) {
      throw RefusedException.conflict(
          "%d studies are running, the maximum; stop or pause a study, or wait".formatted(busy()));
    }
  }

  /** Returns whether a study can start. */
  boolean hasSlot() {
    return busy() < max;
  }

  private int busy() {
    int starting = reserved.values().stream().mapToInt(each -> each.bytes().size()).sum();
    return running.size() + preparing.size() + starting;
  }

  /** The studies of a request that is in progress; none until they are prepared. */
  private record Reserved(List<Long> bytes, int studies) {
    static final Reserved NONE = new Reserved(List.of(), 0);
  }

  /** Adds a request whose studies are not prepared yet. */
  void begin(StudyRegistry.Submit submit) {
    reserved.put(submit, Reserved.NONE);
  }

  /**
   * Reserves slots and memory for the studies of a request. If no study runs or is about to, at
   * least one can start, since each fits into the memory alone.
   *
   * @param canStart whether one may start before those that wait
   * @return number of studies that can start now, the first ones
   */
  int reserve(StudyRegistry.Submit submit, List<PreparedStudy> studies, boolean canStart) {
    int slots = canStart ? Math.min(studies.size(), max - busy()) : 0;
    long used = used();
    Capacity all = capacity.get();
    List<Long> starting = new ArrayList<>();
    while (starting.size() < slots) {
      long bytes = all.allSums(studies.get(starting.size()));
      used += bytes;
      if (used > all.heapBytes()) {
        break;
      }
      starting.add(bytes);
    }
    reserved.put(submit, new Reserved(starting, studies.size()));
    return starting.size();
  }

  /** Returns whether a request is in progress of which some studies will wait. */
  boolean hasWaiting() {
    return reserved.values().stream()
        .anyMatch(request -> request.bytes().size() < request.studies());
  }

  /**
   * Releases the slots of a request: its studies are created or were rejected.
   *
   * @return memory in bytes of each study that starts, in their order; none for an unknown request
   */
  List<Long> release(StudyRegistry.Submit submit) {
    Reserved request = reserved.remove(submit);
    return request == null ? List.of() : request.bytes();
  }

  boolean isInProgress(String key, @Nullable String owner) {
    return reserved.keySet().stream()
        .anyMatch(submit -> key.equals(submit.key()) && Objects.equals(submit.owner(), owner));
  }

  /** Adds a study that is about to start from the queue, or to resume. */
  void addPreparing(String id) {
    preparing.put(id, 0L);
  }

  /** Returns whether a study is about to start from the queue, or to resume. */
  boolean isPreparing() {
    return !preparing.isEmpty();
  }

  void addRunning(String id, long bytes) {
    running.put(id, bytes);
  }

  /** Counts a study that was prepared among the running ones; a new one is counted already. */
  void started(String id) {
    Long bytes = preparing.remove(id);
    if (bytes != null) {
      running.put(id, bytes);
    }
  }

  /** Removes a study that is inactive, and returns whether it was active. */
  boolean remove(String id) {
    boolean wasPreparing = preparing.remove(id) != null;
    return running.remove(id) != null || wasPreparing;
  }

  Set<String> running() {
    return running.keySet();
  }
}
