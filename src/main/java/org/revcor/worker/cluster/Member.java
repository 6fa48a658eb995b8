package org.revcor.worker.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.BlockStream;
import org.revcor.inference.Platform;
import org.revcor.worker.StudyTask;
import org.revcor.worker.Task;

/** The tasks of a worker, and which others it can have. */
final class Member {
  private record Held(String study, long since) {}

  private record Declined(String reason, long until) {}

  private final WorkerCard card;

  /** Studies and start times of the leases, by ticket. */
  private final Map<Long, Held> held = new LinkedHashMap<>();

  /** Number of further tasks that it can have, by study. */
  private final Map<String, Integer> free = new HashMap<>();

  /** Until when a study is not given to the worker, and why, by id. */
  private final Map<String, Declined> declined = new HashMap<>();

  private boolean isOpen = true;

  /** When it was idle last, and no task of others was old enough. */
  private long searched = Long.MIN_VALUE;

  Member(WorkerCard card) {
    this.card = card;
  }

  WorkerCard card() {
    return card;
  }

  boolean isOpen() {
    return isOpen;
  }

  void close() {
    isOpen = false;
  }

  boolean serves(Platform platform) {
    return isOpen && card.platforms().contains(platform);
  }

  boolean serves(StudyTask study, long now) {
    return serves(study.plan().platform()) && refusal(study.id(), now).isEmpty();
  }

  void decline(String study, String reason, long until) {
    declined.put(study, new Declined(reason, until));
  }

  /** Returns why the worker does not compute a study now; empty if it does. */
  Optional<String> refusal(String study, long now) {
    return Optional.ofNullable(declined.get(study))
        .filter(refused -> refused.until > now)
        .map(Declined::reason);
  }

  /** Returns how many further tasks of a study it can have: those that keep its lanes busy. */
  int free(StudyTask study) {
    return free.computeIfAbsent(
        study.id(),
        id -> BlockStream.blocksInProgress(study.rowValues(), study.plan(), card.lanes()));
  }

  void hold(Task task, long now) {
    held.put(task.ticket(), new Held(task.study().id(), now));
    free.put(task.study().id(), free(task.study()) - 1);
    searched = Long.MIN_VALUE;
  }

  /** Ends a lease and returns the study; null if there is none. */
  @Nullable String release(long ticket) {
    Held ended = held.remove(ticket);
    if (ended == null) {
      return null;
    }
    free.merge(ended.study, 1, Integer::sum);
    return ended.study;
  }

  Set<Long> held() {
    return Set.copyOf(held.keySet());
  }

  List<Long> held(String study) {
    return held.entrySet().stream()
        .filter(lease -> lease.getValue().study.equals(study))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns whether a task was given to it more than some time ago. */
  boolean hasForMoreThan(Duration time, long ticket, long now) {
    Held lease = held.get(ticket);
    return lease != null && now - lease.since > time.toSeconds();
  }

  /** Returns whether it is idle, and was not asked that at the same time. */
  boolean becomesIdle(long now) {
    boolean becomes = held.isEmpty() && searched < now;
    if (becomes) {
      searched = now;
    }
    return becomes;
  }

  void forget(String study) {
    declined.remove(study);
    free.remove(study);
  }
}
