package org.revcor.worker.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.revcor.worker.InferenceProcess;

/** The workers of a pool, and when they were last heard of. Used by the pool only. */
final class KnownWorkers {
  /** Weight of the last second in the shown speed. */
  private static final double NEWEST = .3;

  /** A worker and what is known of it. */
  static final class Known {
    private final WorkerCard card;
    private final long attempt;
    private final Set<String> begun = new HashSet<>();
    private Instant lastContact = Instant.now();
    private int silentSeconds;
    private boolean isLost;
    private boolean isDraining;
    private long memory;
    private long trials;
    private double trialsPerSecond;

    private Known(WorkerCard card, long attempt) {
      this.card = card;
      this.attempt = attempt;
    }

    WorkerCard card() {
      return card;
    }

    /** Returns whether this was a request to join with the same number. */
    boolean isOf(ToPool.Join join) {
      return attempt == join.attempt();
    }

    boolean isDraining() {
      return isDraining;
    }

    void drain() {
      isDraining = true;
    }

    void remember(long residentBytes) {
      memory = residentBytes;
    }

    void count(long shown) {
      trials += shown;
    }

    /** Returns whether the worker has not had the study; from now on it has. */
    boolean begin(String study) {
      return begun.add(study);
    }

    /** Returns whether the worker has had the study; from now on it has not. */
    boolean end(String study) {
      return begun.remove(study);
    }

    /** Returns whether the worker was lost. */
    private boolean hear() {
      boolean wasLost = isLost;
      lastContact = Instant.now();
      silentSeconds = 0;
      isLost = false;
      return wasLost;
    }

    private WorkerView.State state() {
      if (isLost) {
        return WorkerView.State.LOST;
      }
      return isDraining ? WorkerView.State.DRAINING : WorkerView.State.READY;
    }
  }

  private final Map<ActorRef<Worker.Command>, Known> workers = new LinkedHashMap<>();

  @Nullable Known find(ActorRef<Worker.Command> worker) {
    return workers.get(worker);
  }

  /**
   * Adds a worker.
   *
   * @return whether it was not known
   */
  boolean add(ToPool.Join join) {
    return workers.put(join.worker(), new Known(join.card(), join.attempt())) == null;
  }

  void remove(ActorRef<Worker.Command> worker) {
    workers.remove(worker);
  }

  /** Records a message of a worker, and returns whether it was lost until now. */
  boolean hear(ActorRef<Worker.Command> worker) {
    Known known = workers.get(worker);
    return known != null && known.hear();
  }

  /** Returns the workers to which a study was sent, and which do not have it from now on. */
  List<ActorRef<Worker.Command>> end(String study) {
    return workers.entrySet().stream()
        .filter(worker -> worker.getValue().end(study))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Counts a second and returns the workers that are lost with it. */
  List<ActorRef<Worker.Command>> tick() {
    List<ActorRef<Worker.Command>> lost = new ArrayList<>();
    workers.forEach(
        (worker, known) -> {
          known.trialsPerSecond = (1 - NEWEST) * known.trialsPerSecond + NEWEST * known.trials;
          known.trials = 0;
          known.silentSeconds++;
          if (!known.isLost && known.silentSeconds > ClusterTimes.WORKER_SILENCE.toSeconds()) {
            known.isLost = true;
            lost.add(worker);
          }
        });
    workers.values().removeIf(known -> known.silentSeconds > ClusterTimes.LISTED.toSeconds());
    return lost;
  }

  /** Returns the names of all workers. */
  Set<String> names() {
    return workers.values().stream().map(known -> known.card.name()).collect(Collectors.toSet());
  }

  /** Returns the number of workers that take tasks. */
  int ready() {
    return (int)
        workers.values().stream().filter(known -> known.state() == WorkerView.State.READY).count();
  }

  /** Returns the lanes of the worker that joined first of those that take tasks. */
  Optional<InferenceProcess.ProcessLanes> first() {
    return workers.values().stream()
        .filter(known -> known.state() == WorkerView.State.READY)
        .findFirst()
        .map(known -> new InferenceProcess.ProcessLanes(known.card.hardware(), known.card.lanes()));
  }

  /**
   * Returns all workers as users see them, in the order in which they joined.
   *
   * @param leases tasks that they have
   * @param now seconds, as in {@link Leases#grant}
   */
  List<WorkerView> views(Leases<ActorRef<Worker.Command>> leases, long now) {
    return workers.entrySet().stream()
        .map(
            worker -> {
              Known known = worker.getValue();
              return new WorkerView(
                  known.card,
                  known.state(),
                  leases.held(worker.getKey()).size(),
                  known.trialsPerSecond,
                  known.lastContact,
                  known.memory,
                  notEligible(worker.getKey(), known.card, leases, now));
            })
        .toList();
  }

  private static Map<String, String> notEligible(
      ActorRef<Worker.Command> worker,
      WorkerCard card,
      Leases<ActorRef<Worker.Command>> leases,
      long now) {
    Map<String, String> reasons = new HashMap<>();
    leases
        .platforms()
        .forEach(
            (study, platform) -> {
              if (card.platforms().contains(platform)) {
                leases.refusal(worker, study, now).ifPresent(reason -> reasons.put(study, reason));
              } else {
                reasons.put(
                    study,
                    "the study's platform is %s, the worker's %s"
                        .formatted(Leases.words(platform), Leases.words(card.platform())));
              }
            });
    return Map.copyOf(reasons);
  }
}
