package org.revcor.worker;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of an inference process, and which studies have ended it.
 *
 * <p>If the process ends with tasks of several studies, none of them counts as the cause. Each is
 * then a suspect: its tasks run alone in the process until those that it had in the process are
 * done, while other tasks wait. An end counts for a study if only it had tasks in the process, or
 * if its task missed the deadline. A study has failed when several ends count for it; its tasks are
 * refused until it is forgotten.
 */
final class Tasks {
  /**
   * Tasks that fail with the end of a process, and why; their study has failed here, though another
   * process may compute it.
   */
  record Failed(Collection<Task> tasks, String why) {
    private static final Failed NONE = new Failed(List.of(), "");

    void reply() {
      tasks.forEach(task -> task.failLocally(why));
    }
  }

  /**
   * A task has missed its deadline.
   *
   * @param study its study; empty if it is unknown, so that the end counts for none
   */
  private record Overdue(Optional<String> study, String message) {}

  private final int attempts;

  /** Tasks without a result, in their order. */
  private final Map<Long, Task> pending = new LinkedHashMap<>();

  /** The studies of the tasks that the process has, also of forgotten ones. */
  private final Map<Long, String> sent = new HashMap<>();

  /** The tasks that each suspect had in the process when it ended. */
  private final Map<String, Set<Long>> suspects = new LinkedHashMap<>();

  private @Nullable Overdue overdue;
  private final Map<String, Integer> ends = new HashMap<>();
  private final Map<String, String> failures = new HashMap<>();

  /**
   * @param attempts number of ends of the process after which a study has failed
   */
  Tasks(int attempts) {
    this.attempts = attempts;
  }

  /** Returns why tasks of a study are refused; empty if they are not. */
  Optional<String> failure(String study) {
    return Optional.ofNullable(failures.get(study));
  }

  void add(Task task) {
    pending.put(task.ticket(), task);
  }

  /** Returns the tasks that the process may run now and does not have; from now on it has them. */
  List<Task> takeSendable() {
    Optional<String> alone = suspects.keySet().stream().findFirst();
    List<Task> sendable =
        pending.values().stream()
            .filter(task -> !sent.containsKey(task.ticket()))
            .filter(task -> alone.isEmpty() || alone.get().equals(task.study().id()))
            .toList();
    sendable.forEach(task -> sent.put(task.ticket(), task.study().id()));
    return sendable;
  }

  /** Removes a task that is done or has failed; empty if it was forgotten. */
  Optional<Task> remove(long ticket) {
    sent.remove(ticket);
    for (String study : List.copyOf(suspects.keySet())) {
      Set<Long> tickets = suspects.getOrDefault(study, Set.of());
      if (tickets.remove(ticket) && tickets.isEmpty()) {
        suspects.remove(study);
        ends.remove(study);
      }
    }
    return Optional.ofNullable(pending.remove(ticket));
  }

  /** Removes a study and returns its tasks. The process may still have them. */
  Collection<Task> forget(String study) {
    ends.remove(study);
    failures.remove(study);
    return removeAll(study);
  }

  private Collection<Task> removeAll(String study) {
    List<Task> removed = tasks(study);
    removed.forEach(task -> pending.remove(task.ticket()));
    suspects.remove(study);
    return removed;
  }

  /** Removes all tasks and returns them; the process has none. No study is a suspect any more. */
  Collection<Task> takeAll() {
    List<Task> all = List.copyOf(pending.values());
    pending.clear();
    suspects.clear();
    return all;
  }

  private List<Task> tasks(String study) {
    return pending.values().stream().filter(task -> task.study().id().equals(study)).toList();
  }

  /** Records that a task has missed its deadline, which ends the process. */
  void overdue(long ticket, String message) {
    overdue = new Overdue(Optional.ofNullable(sent.get(ticket)), message);
  }

  /**
   * Records the end of the process. The tasks that it had are sent again.
   *
   * @return the tasks that fail with this end
   */
  Failed ended(String cause) {
    if (overdue != null) {
      Overdue late = overdue;
      overdue = null;
      sent.clear();
      return late.study().map(id -> count(id, (name, times) -> late.message())).orElse(Failed.NONE);
    }
    Set<String> present = new HashSet<>(sent.values());
    for (Task task : pending.values()) {
      if (sent.containsKey(task.ticket())) {
        suspects.computeIfAbsent(task.study().id(), id -> new HashSet<>()).add(task.ticket());
      }
    }
    sent.clear();
    return present.size() == 1
        ? count(
            present.iterator().next(),
            (observer, times) ->
                "observer %s has ended its process %s%s"
                    .formatted(observer, times == 1 ? "" : times + " times, the last time ", cause))
        : Failed.NONE;
  }

  /** Counts an end for a study, unless nothing is left of it. */
  private Failed count(String study, BiFunction<String, Integer, String> failure) {
    List<Task> left = tasks(study);
    if (left.isEmpty()) {
      return Failed.NONE;
    }
    int times = ends.merge(study, 1, Integer::sum);
    String why = failure.apply(left.getFirst().study().observerName(), times);
    if (times < attempts) {
      return Failed.NONE;
    }
    failures.put(study, why);
    return new Failed(removeAll(study), why);
  }

  /** Returns the number of tasks that the process does not have. */
  int waiting() {
    return pending.size() - inProcess();
  }

  int inProcess() {
    return (int) pending.keySet().stream().filter(sent::containsKey).count();
  }
}
