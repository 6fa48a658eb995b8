package org.revcor.worker.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.BlockStream;
import org.revcor.inference.Platform;
import org.revcor.worker.StudyTask;
import org.revcor.worker.Task;
import org.revcor.worker.TaskKind;

/**
 * Which worker has which task. A worker has at most as many tasks of a study as keep its lanes
 * busy; its lane pool shares the lanes among the studies. A task whose lease ends is free again.
 * When a worker has nothing to do, it gets the oldest task of another worker as well.
 *
 * @param <W> address of a worker
 */
final class Leases<W> {
  /** Seconds in which a granted task must appear among those that its worker has. */
  private static final long MAX_TRANSFER = 5;

  /** Age of a lease in seconds from which an idle worker gets the task as well. */
  private static final long MIN_AGE = 2;

  /** A task that a worker gets. */
  record Grant<W>(W worker, Task task) {}

  private static final class Member {
    private final WorkerCard card;

    /** Studies and start times of the leases, by ticket. */
    private final Map<Long, Held> held = new LinkedHashMap<>();

    /** Until when a study is not given to the worker, and why, by id. */
    private final Map<String, Declined> declined = new HashMap<>();

    private boolean isOpen = true;

    private Member(WorkerCard card) {
      this.card = card;
    }

    private boolean serves(Platform platform) {
      return isOpen && card.platforms().contains(platform);
    }

    private boolean serves(StudyTask study, long now) {
      Declined refusal = declined.get(study.id());
      return serves(study.plan().platform()) && (refusal == null || refusal.until <= now);
    }

    private int free(Task task) {
      long used =
          held.values().stream().filter(each -> each.study.equals(task.study().id())).count();
      return BlockStream.blocksInProgress(
              task.study().rowValues(), task.study().plan(), card.lanes())
          - (int) used;
    }
  }

  private record Held(String study, long since) {}

  private record Declined(String reason, long until) {}

  private final Map<Long, Task> tasks = new LinkedHashMap<>();
  private final Map<W, Member> members = new LinkedHashMap<>();

  /** Adds a worker, or replaces its card. */
  void join(W worker, WorkerCard card) {
    members.put(worker, new Member(card));
  }

  /** Grants no more tasks to a worker. */
  void close(W worker) {
    member(worker).ifPresent(member -> member.isOpen = false);
  }

  /**
   * Ends the leases of a study on a worker that cannot compute it now.
   *
   * @param pause seconds in which it gets no tasks of the study
   */
  void decline(W worker, String study, String reason, long pause, long now) {
    member(worker)
        .ifPresent(
            member -> {
              member.held.values().removeIf(held -> held.study.equals(study));
              member.declined.put(study, new Declined(reason, now + pause));
            });
  }

  /** Returns why a worker does not compute a study now; empty if it does. */
  Optional<String> refusal(W worker, String study, long now) {
    return member(worker)
        .map(member -> member.declined.get(study))
        .filter(declined -> declined.until > now)
        .map(Declined::reason);
  }

  /** Removes a worker; its tasks are free again. */
  void remove(W worker) {
    members.remove(worker);
  }

  private Optional<Member> member(W worker) {
    return Optional.ofNullable(members.get(worker));
  }

  void add(Task task) {
    tasks.put(task.ticket(), task);
  }

  /**
   * Ends the leases that a worker does not list, unless they are new.
   *
   * @param now seconds since any time
   */
  void renew(W worker, Collection<Long> tickets, long now) {
    Set<Long> listed = new HashSet<>(tickets);
    member(worker)
        .ifPresent(
            member ->
                member
                    .held
                    .entrySet()
                    .removeIf(
                        held ->
                            !listed.contains(held.getKey())
                                && now - held.getValue().since > MAX_TRANSFER));
  }

  /**
   * Grants what workers have space for.
   *
   * @param now seconds since any time
   */
  List<Grant<W>> grant(long now) {
    List<Grant<W>> grants = new ArrayList<>();
    Set<Long> leased = new HashSet<>();
    members.values().forEach(member -> leased.addAll(member.held.keySet()));
    for (Task task : tasks.values()) {
      if (!leased.contains(task.ticket())) {
        freest(task, now).ifPresent(worker -> grants.add(grant(worker, task, now)));
      }
    }
    for (W worker : members.keySet()) {
      if (Objects.requireNonNull(members.get(worker)).held.isEmpty()) {
        oldest(worker, now).ifPresent(task -> grants.add(grant(worker, task, now)));
      }
    }
    return grants;
  }

  private Grant<W> grant(W worker, Task task, long now) {
    Objects.requireNonNull(members.get(worker))
        .held
        .put(task.ticket(), new Held(task.study().id(), now));
    return new Grant<>(worker, task);
  }

  private Optional<W> freest(Task task, long now) {
    return members.entrySet().stream()
        .filter(member -> member.getValue().serves(task.study(), now))
        .filter(member -> member.getValue().free(task) > 0)
        .max(Comparator.comparingInt(member -> member.getValue().free(task)))
        .map(Map.Entry::getKey);
  }

  /** Returns the oldest task that one other worker has had for a while. */
  private Optional<Task> oldest(W idle, long now) {
    Member member = Objects.requireNonNull(members.get(idle));
    return tasks.values().stream()
        .filter(task -> member.serves(task.study(), now))
        .filter(task -> holders(task.ticket()).size() == 1)
        .filter(task -> now - since(task.ticket()) > MIN_AGE)
        .findFirst();
  }

  private long since(long ticket) {
    return members.values().stream()
        .map(member -> member.held.get(ticket))
        .filter(Objects::nonNull)
        .mapToLong(Held::since)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Returns the workers that have a task. */
  List<W> holders(long ticket) {
    return members.entrySet().stream()
        .filter(member -> member.getValue().held.containsKey(ticket))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the tickets that a worker has. */
  Set<Long> held(W worker) {
    return member(worker).map(member -> Set.copyOf(member.held.keySet())).orElse(Set.of());
  }

  /** Ends the lease of a task that a worker has done. */
  void release(W worker, long ticket) {
    member(worker).ifPresent(member -> member.held.remove(ticket));
  }

  /** Returns a task without a result; null if it has one, or was forgotten. */
  @Nullable Task find(long ticket) {
    return tasks.get(ticket);
  }

  /** Removes a task that has a result; null if it has had one before, or was forgotten. */
  @Nullable Task take(long ticket) {
    return tasks.remove(ticket);
  }

  /** Removes and returns the reviews of maps that no worker can compute. */
  List<Task> removeUnservedReviews() {
    List<Task> removed =
        tasks.values().stream()
            .filter(task -> task.kind() == TaskKind.PROBABILITIES)
            .filter(task -> obstacle(task.study().plan().platform()).isPresent())
            .toList();
    removed.forEach(task -> tasks.remove(task.ticket()));
    return removed;
  }

  /** Removes and returns the tasks of a study, which workers forget as well. */
  List<Task> removeAll(String study) {
    for (Member member : members.values()) {
      member.declined.remove(study);
      member.held.values().removeIf(held -> held.study.equals(study));
    }
    List<Task> removed =
        tasks.values().stream().filter(task -> task.study().id().equals(study)).toList();
    removed.forEach(task -> tasks.remove(task.ticket()));
    return removed;
  }

  /** Returns the platforms of the studies that have tasks. */
  Map<String, Platform> platforms() {
    Map<String, Platform> platforms = new HashMap<>();
    tasks
        .values()
        .forEach(task -> platforms.put(task.study().id(), task.study().plan().platform()));
    return platforms;
  }

  /** Returns why no worker serves a platform; empty if one does. */
  Optional<String> obstacle(Platform platform) {
    if (members.values().stream().anyMatch(member -> member.serves(platform))) {
      return Optional.empty();
    }
    if (members.values().stream().noneMatch(member -> member.isOpen)) {
      return Optional.of("no worker has joined");
    }
    return Optional.of(
        "no worker has the platform of the study: %s; %s".formatted(words(platform), others()));
  }

  private String others() {
    return String.join(
        "; ",
        members.values().stream()
            .filter(member -> member.isOpen)
            .map(member -> "%s has %s".formatted(member.card.name(), words(member.card.platform())))
            .toList());
  }

  static String words(Platform platform) {
    return "%s, %s, %s".formatted(platform.device(), platform.instructions(), platform.engine());
  }

  /** Returns the number of tasks that no worker has. */
  int waiting() {
    return (int) tasks.keySet().stream().filter(ticket -> holders(ticket).isEmpty()).count();
  }
}
