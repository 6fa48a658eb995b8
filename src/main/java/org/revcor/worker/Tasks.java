package org.revcor.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of an inference process, and which studies have ended it.
 *
 * <p>If the process ends with tasks of several studies, none is blamed. Each of these studies is
 * then a suspect, and its tasks run alone in the process until those that it had in the process are
 * done. A study that ends the process while it is alone there, several times, has failed: its tasks
 * are refused until it is forgotten. Other tasks wait meanwhile.
 */
final class Tasks {
  /** The tasks that a suspect had in the process when it ended. */
  private record Suspect(String study, Set<Long> tickets) {}

  private final int attempts;
  private final Map<Long, Task> pending = new LinkedHashMap<>();
  private final Set<Long> sent = new HashSet<>();
  private final List<Suspect> suspects = new ArrayList<>();
  private final Map<String, Integer> ends = new HashMap<>();
  private final Map<String, String> failures = new HashMap<>();

  /**
   * @param attempts number of times that a study may end the process before it fails
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

  /** Marks the tasks that the process may run now and has not got yet as sent, and returns them. */
  List<Task> send() {
    List<Task> sendable =
        pending.values().stream()
            .filter(task -> !sent.contains(task.ticket()))
            .filter(task -> suspects.isEmpty() || isFirstSuspect(task.study().id()))
            .toList();
    sendable.forEach(task -> sent.add(task.ticket()));
    return sendable;
  }

  private boolean isFirstSuspect(String study) {
    return suspects.getFirst().study().equals(study);
  }

  /** Removes a task that is done or has failed. */
  @Nullable Task remove(long ticket) {
    sent.remove(ticket);
    suspects.forEach(suspect -> suspect.tickets().remove(ticket));
    suspects.removeIf(suspect -> suspect.tickets().isEmpty());
    return pending.remove(ticket);
  }

  /** Removes a study and returns its tasks. */
  Collection<Task> forget(String study) {
    ends.remove(study);
    failures.remove(study);
    return removeAll(study);
  }

  private Collection<Task> removeAll(String study) {
    List<Task> removed =
        pending.values().stream().filter(task -> task.study().id().equals(study)).toList();
    removed.forEach(task -> pending.remove(task.ticket()));
    removed.forEach(task -> sent.remove(task.ticket()));
    suspects.removeIf(suspect -> suspect.study().equals(study));
    return removed;
  }

  /** Returns the studies that have tasks in the process. */
  private Set<String> present() {
    Set<String> studies = new HashSet<>();
    pending.values().stream()
        .filter(task -> sent.contains(task.ticket()))
        .forEach(task -> studies.add(task.study().id()));
    return studies;
  }

  /**
   * Records the end of the process. The tasks that it had are sent again.
   *
   * @param cause how it has ended, as the end of a sentence
   * @return the tasks of a study that has failed with this end
   */
  Collection<Task> ended(String cause) {
    return ended(
        present(),
        observer ->
            "observer %s has ended its process %d times, the last time %s"
                .formatted(observer, attempts, cause));
  }

  /**
   * Records the end of the process because a task of a study missed its deadline.
   *
   * @return as {@link #ended(String)}
   */
  Collection<Task> overdue(String study, String cause) {
    return ended(Set.of(study), observer -> cause);
  }

  private Collection<Task> ended(Set<String> present, UnaryOperator<String> failure) {
    for (String study : present) {
      suspect(study).tickets().addAll(sentOf(study));
    }
    sent.clear();
    if (present.size() != 1) {
      return List.of();
    }
    String study = present.iterator().next();
    if (ends.merge(study, 1, Integer::sum) < attempts) {
      return List.of();
    }
    Collection<Task> failed = removeAll(study);
    failures.put(study, failure.apply(failed.iterator().next().observer()));
    return failed;
  }

  private Suspect suspect(String study) {
    return suspects.stream()
        .filter(suspect -> suspect.study().equals(study))
        .findFirst()
        .orElseGet(
            () -> {
              Suspect added = new Suspect(study, new HashSet<>());
              suspects.add(added);
              return added;
            });
  }

  private List<Long> sentOf(String study) {
    return pending.values().stream()
        .filter(task -> task.study().id().equals(study))
        .map(Task::ticket)
        .filter(sent::contains)
        .toList();
  }

  /** Returns the study of a task; empty if the task is done. */
  Optional<String> study(long ticket) {
    return Optional.ofNullable(pending.get(ticket)).map(task -> task.study().id());
  }

  /** Returns the number of tasks that the process has not got yet. */
  int waiting() {
    return pending.size() - sent.size();
  }
}
