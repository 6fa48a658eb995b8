package org.revcor.worker.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a worker, until its pool has confirmed their results. A result is sent again as long
 * as it is not confirmed.
 *
 * @param <S> what computes the tasks of a study
 */
final class HeldTasks<S> {
  private static final class Held<S> {
    private final S study;
    private byte @Nullable [] result;
    private long sent;

    private Held(S study) {
      this.study = study;
    }

    private boolean isDue(long now) {
      boolean isDue =
          result != null && (sent == 0 || now - sent > ClusterTimes.CONFIRMATION.toNanos());
      sent = isDue ? now : sent;
      return isDue;
    }
  }

  private final Map<Long, Held<S>> tasks = new LinkedHashMap<>();

  /** Adds a task, and returns whether the worker did not have it. */
  boolean add(long ticket, S study) {
    return tasks.putIfAbsent(ticket, new Held<>(study)) == null;
  }

  /** Returns whether the worker has the task of a study. */
  boolean has(long ticket, S study) {
    Held<S> task = tasks.get(ticket);
    return task != null && task.study.equals(study);
  }

  /** Adds the result of a task that the worker has. */
  void complete(long ticket, byte[] result) {
    Held<S> task = tasks.get(ticket);
    if (task != null) {
      task.result = result;
    }
  }

  /**
   * Returns the results to send now, by ticket: new ones, and those that were sent long ago.
   *
   * @param now time of {@link System#nanoTime}
   */
  Map<Long, byte[]> takeDue(long now) {
    Map<Long, byte[]> due = new LinkedHashMap<>();
    tasks.forEach(
        (ticket, task) -> {
          if (task.isDue(now) && task.result != null) {
            due.put(ticket, task.result);
          }
        });
    return due;
  }

  void remove(long ticket) {
    tasks.remove(ticket);
  }

  /** Removes the tasks of a study. */
  void removeAll(S study) {
    tasks.values().removeIf(task -> task.study.equals(study));
  }

  List<Long> tickets() {
    return List.copyOf(tasks.keySet());
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }
}
