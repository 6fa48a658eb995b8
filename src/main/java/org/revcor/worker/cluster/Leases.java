package org.revcor.worker.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.Platform;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;

/**
 * Which worker has which task. A worker has at most as many tasks of a study as keep its lanes
 * busy; its lane pool shares the lanes among the studies. A task whose lease ends is free again.
 * When a worker has nothing to do, it gets the oldest task of another worker as well.
 */
final class Leases<W> {
  record Grant<W>(W worker, PoolWorker member, Task task) {}

  /** Tasks without a result, in their order. */
  private final Map<Long, Task> tasks = new LinkedHashMap<>();

  /** Those of {@link #tasks} that have no {@link #holders}, by study. */
  private final Map<String, SortedMap<Long, Task>> waiting = new LinkedHashMap<>();

  private final Map<Long, Set<W>> holders = new HashMap<>();

  private final PoolWorkers<W> members;

  Leases(PoolWorkers<W> members) {
    this.members = members;
  }

  /** Ends the leases of a worker; its tasks are free again. */
  void releaseAll(W worker) {
    held(worker).forEach(ticket -> release(worker, ticket));
  }

  /**
   * Ends the leases of a study on a worker that cannot compute it now.
   *
   * @param until second until which it gets no tasks of the study
   */
  void decline(W worker, String study, String reason, long until) {
    member(worker)
        .ifPresent(
            member -> {
              member.held(study).forEach(ticket -> release(worker, ticket));
              member.decline(study, reason, until);
            });
  }

  private Optional<PoolWorker> member(W worker) {
    return Optional.ofNullable(members.find(worker));
  }

  void add(Task task) {
    tasks.put(task.ticket(), task);
    waiting(task.study().id()).put(task.ticket(), task);
  }

  private SortedMap<Long, Task> waiting(String study) {
    return waiting.computeIfAbsent(study, id -> new TreeMap<>());
  }

  /**
   * Ends the leases that a worker does not list, unless they are new.
   *
   * @param now seconds since any time
   */
  void renew(W worker, Collection<Long> tickets, long now) {
    Set<Long> missing = new HashSet<>(held(worker));
    missing.removeAll(new HashSet<>(tickets));
    member(worker).stream()
        .flatMap(
            member ->
                missing.stream()
                    .filter(each -> member.hasForMoreThan(ClusterTimes.MAX_TRANSFER, each, now)))
        .toList()
        .forEach(ticket -> release(worker, ticket));
  }

  /**
   * Grants what workers have space for.
   *
   * @param now seconds since any time
   */
  List<Grant<W>> grant(long now) {
    List<Grant<W>> grants = new ArrayList<>();
    for (SortedMap<Long, Task> free : waiting.values()) {
      for (Optional<W> next = freest(free, now); next.isPresent(); next = freest(free, now)) {
        grants.add(grant(next.get(), free.firstEntry().getValue(), now));
      }
    }
    members.forEach(
        (worker, member) -> {
          if (member.becomesIdle(now)) {
            oldest(member, now).ifPresent(task -> grants.add(grant(worker, task, now)));
          }
        });
    return grants;
  }

  private Grant<W> grant(W worker, Task task, long now) {
    PoolWorker member = Objects.requireNonNull(members.find(worker));
    member.hold(task, now);
    holders.computeIfAbsent(task.ticket(), ticket -> new LinkedHashSet<>()).add(worker);
    waiting(task.study().id()).remove(task.ticket());
    return new Grant<>(worker, member, task);
  }

  /** Returns the worker with most space for a study; empty without tasks or space. */
  private Optional<W> freest(SortedMap<Long, Task> free, long now) {
    if (free.isEmpty()) {
      return Optional.empty();
    }
    StudyDescription study = free.firstEntry().getValue().study();
    return members
        .entries()
        .filter(member -> member.getValue().serves(study, now))
        .filter(member -> member.getValue().free(study) > 0)
        .max(Comparator.comparingInt(member -> member.getValue().free(study)))
        .map(Map.Entry::getKey);
  }

  private Optional<Task> oldest(PoolWorker idle, long now) {
    return tasks.values().stream()
        .filter(task -> isOld(task.ticket(), now))
        .filter(task -> idle.serves(task.study(), now))
        .findFirst();
  }

  private boolean isOld(long ticket, long now) {
    Set<W> workers = holders.getOrDefault(ticket, Set.of());
    return workers.size() == 1
        && member(workers.iterator().next())
            .filter(member -> member.hasForMoreThan(ClusterTimes.MIN_SHARED_AGE, ticket, now))
            .isPresent();
  }

  Set<Long> held(W worker) {
    return member(worker).map(PoolWorker::held).orElse(Set.of());
  }

  /** Ends the lease of a task, which is free if it has no result and no other worker. */
  void release(W worker, long ticket) {
    Optional<String> study = member(worker).map(member -> member.release(ticket));
    if (study.isEmpty()) {
      return;
    }
    holders.computeIfPresent(
        ticket, (same, workers) -> workers.remove(worker) && workers.isEmpty() ? null : workers);
    Task task = tasks.get(ticket);
    if (task != null && !holders.containsKey(ticket)) {
      waiting(study.get()).put(ticket, task);
    }
  }

  /** Returns a task without a result; null if it has one, or was forgotten. */
  @Nullable Task find(long ticket) {
    return tasks.get(ticket);
  }

  /** Removes a task that has a result; null if it has had one before, or was forgotten. */
  @Nullable Task take(long ticket) {
    Task taken = tasks.remove(ticket);
    if (taken != null) {
      waiting(taken.study().id()).remove(ticket);
    }
    return taken;
  }

  List<Task> removeAll(String study) {
    List<Task> removed =
        tasks.values().stream().filter(task -> task.study().id().equals(study)).toList();
    removed.forEach(task -> tasks.remove(task.ticket()));
    members.forEach(
        (worker, member) -> member.held(study).forEach(ticket -> release(worker, ticket)));
    waiting.remove(study);
    return removed;
  }

  Map<String, Platform> platforms() {
    Map<String, Platform> platforms = new HashMap<>();
    tasks
        .values()
        .forEach(task -> platforms.put(task.study().id(), task.study().plan().platform()));
    return platforms;
  }

  /** Returns the number of tasks without a result. */
  int size() {
    return tasks.size();
  }

  int waiting() {
    return waiting.values().stream().mapToInt(Map::size).sum();
  }
}
