package org.revcor.worker.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Digest;
import org.revcor.worker.Task;

/**
 * Compares the results of tasks that were given to several workers: to an idle one as well, or to
 * another one because the first did not respond. The first result of a task is known as long as
 * another worker may send one.
 *
 * @param <W> address of a worker
 */
final class FirstResults<W> {
  private record First(String worker, String digest) {}

  /** Two workers have computed different results. */
  record Conflict(String study, String problem) {}

  private static final class Given<W> {
    private final String study;
    private final long block;

    /** Workers that may send a result. */
    private final Set<W> workers = new HashSet<>();

    private @Nullable First first;

    private Given(Task task) {
      this.study = task.study().id();
      this.block = task.block();
    }

    /** Returns whether one of some workers may send a result; others do not. */
    private boolean retain(Predicate<W> some) {
      workers.removeIf(some.negate());
      return !workers.isEmpty();
    }
  }

  private final Map<Long, Given<W>> given = new HashMap<>();

  /** Records that a task was given to a worker. */
  void give(Task task, W worker) {
    given.computeIfAbsent(task.ticket(), ticket -> new Given<>(task)).workers.add(worker);
  }

  /**
   * Adds a result, and compares it with the first one of its task.
   *
   * @return empty if they are equal, or none is known
   */
  Optional<Conflict> add(long ticket, W worker, String name, byte[] bytes) {
    Given<W> task = given.get(ticket);
    if (task == null) {
      return Optional.empty();
    }
    if (!task.retain(each -> !each.equals(worker))) {
      given.remove(ticket);
    }
    First first = task.first;
    if (first == null) {
      task.first = task.workers.isEmpty() ? null : new First(name, Digest.of(bytes));
      return Optional.empty();
    }
    return first.digest().equals(Digest.of(bytes))
        ? Optional.empty()
        : Optional.of(
            new Conflict(
                task.study,
                "workers %s and %s computed different sums of block %d; run revcor doctor on both"
                    .formatted(first.worker(), name, task.block)));
  }

  /** A worker has only some of its tasks, and sends no results of others. */
  void retain(W worker, Predicate<Long> tickets) {
    given
        .entrySet()
        .removeIf(
            task ->
                !tickets.test(task.getKey())
                    && !task.getValue().retain(each -> !each.equals(worker)));
  }

  /** Other workers send no further results. */
  void retain(Predicate<W> workers) {
    given.values().removeIf(task -> !task.retain(workers));
  }

  void forget(String study) {
    given.values().removeIf(task -> task.study.equals(study));
  }
}
