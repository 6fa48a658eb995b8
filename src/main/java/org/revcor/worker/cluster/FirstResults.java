package org.revcor.worker.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Digest;
import org.revcor.worker.Task;

/**
 * Compares the results of tasks that were given to several workers: to an idle one as well, or to
 * another one because the first did not respond. The first result of such a task is known until its
 * study is forgotten.
 */
final class FirstResults {
  /** Two workers have computed different results. */
  record Conflict(String study, String problem) {}

  private record First(String worker, String digest) {}

  private static final class Given {
    private final String study;
    private final long block;
    private int times;
    private @Nullable First first;

    private Given(Task task) {
      this.study = task.study().id();
      this.block = task.block();
    }
  }

  private final Map<Long, Given> given = new HashMap<>();

  void give(Task task) {
    given.computeIfAbsent(task.ticket(), ticket -> new Given(task)).times++;
  }

  /**
   * Adds a result, and compares it with the first one of its task.
   *
   * @return empty if they are equal, or none is known
   */
  Optional<Conflict> add(long ticket, String worker, byte[] bytes) {
    Given task = given.get(ticket);
    if (task == null || task.times == 1) {
      given.remove(ticket);
      return Optional.empty();
    }
    String digest = Digest.of(bytes);
    First first = task.first;
    if (first == null) {
      task.first = new First(worker, digest);
      return Optional.empty();
    }
    return first.digest().equals(digest)
        ? Optional.empty()
        : Optional.of(
            new Conflict(
                task.study,
                "workers %s and %s computed different sums of block %d; run revcor doctor on both"
                    .formatted(first.worker(), worker, task.block)));
  }

  void forget(String study) {
    given.values().removeIf(task -> task.study.equals(study));
  }
}
