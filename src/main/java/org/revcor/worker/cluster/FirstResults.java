package org.revcor.worker.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.revcor.file.Digest;
import org.revcor.worker.Task;

/** The first results of tasks that other workers have as well. */
final class FirstResults {
  private record First(String study, long block, String worker, String digest) {}

  /** Two workers have computed different results. */
  record Conflict(String study, String problem) {}

  private final Map<Long, First> firsts = new HashMap<>();

  void add(Task task, String worker, byte[] bytes) {
    firsts.put(task.ticket(), new First(task.study().id(), task.block(), worker, Digest.of(bytes)));
  }

  /** Compares a further result with the first one; empty if they are equal, or there is none. */
  Optional<Conflict> compare(long ticket, String worker, byte[] bytes) {
    First first = firsts.get(ticket);
    if (first == null || first.digest().equals(Digest.of(bytes))) {
      return Optional.empty();
    }
    return Optional.of(
        new Conflict(
            first.study(),
            "workers %s and %s computed different sums of block %d; run revcor selftest on both"
                .formatted(first.worker(), worker, first.block())));
  }

  void forget(String study) {
    firsts.values().removeIf(first -> first.study().equals(study));
  }

  /** Forgets the results of tasks that no worker has any more. */
  void retain(LongPredicate isHeld) {
    firsts.keySet().removeIf(ticket -> !isHeld.test(ticket));
  }
}
