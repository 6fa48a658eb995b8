package org.revcor.worker.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.LaneInference;
import org.revcor.inference.Platform;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;

/** What the pool knows of a worker: its state, its leases, and which studies it can compute. */
final class PoolWorker {
  /** End of a refusal that lasts until the study is forgotten. */
  static final long UNTIL_FORGOTTEN = Long.MAX_VALUE;

  private record Held(String study, long since) {}

  private record Declined(String reason, long until) {}

  private final WorkerCard card;
  private final long attempt;
  private final Contact contact = new Contact();
  private final Speed speed = new Speed();

  /** Studies and start times of the leases, by ticket. */
  private final Map<Long, Held> held = new LinkedHashMap<>();

  /** Tickets whose results are being received. */
  private final Set<Long> receiving = new HashSet<>();

  /** Studies that were sent to the worker. */
  private final Set<String> begun = new HashSet<>();

  /** Number of further tasks that it can have, by study. */
  private final Map<String, Integer> free = new HashMap<>();

  /** Until when a study is not given to the worker, and why, by id. */
  private final Map<String, Declined> declined = new HashMap<>();

  private long memory;
  private long failures;

  /** The last second in which it was idle and asked for a task that another worker has. */
  private long searched = Long.MIN_VALUE;

  PoolWorker(WorkerCard card, long attempt) {
    this.card = card;
    this.attempt = attempt;
  }

  WorkerCard card() {
    return card;
  }

  long attempt() {
    return attempt;
  }

  Contact contact() {
    return contact;
  }

  Speed speed() {
    return speed;
  }

  long memory() {
    return memory;
  }

  void setMemory(long residentBytes) {
    memory = residentBytes;
  }

  /**
   * Returns how many more blocks it has not computed than at the last call.
   *
   * @param sinceStart their number since its start
   */
  long newFailures(long sinceStart) {
    long more = sinceStart - failures;
    failures = sinceStart;
    return more;
  }

  WorkerView.State state() {
    return contact.isLost() ? WorkerView.State.LOST : WorkerView.State.READY;
  }

  boolean isReady() {
    return !contact.isLost();
  }

  boolean serves(Platform platform) {
    return isReady() && card.platforms().contains(platform);
  }

  boolean serves(StudyDescription study, long now) {
    return serves(study.plan().platform()) && refusal(study.id(), now).isEmpty();
  }

  boolean begin(String study) {
    return begun.add(study);
  }

  /**
   * The worker has dropped a study, and wants none of its tasks for a while.
   *
   * @param until second in which it wants tasks again, or {@link #UNTIL_FORGOTTEN}
   */
  void decline(String study, String reason, long until) {
    begun.remove(study);
    declined.merge(
        study,
        new Declined(reason, until),
        (earlier, now) -> earlier.until > now.until ? earlier : now);
  }

  /** Returns why the worker does not compute a study now; empty if it does. */
  Optional<String> refusal(String study, long now) {
    return Optional.ofNullable(declined.get(study))
        .filter(refused -> refused.until > now)
        .map(Declined::reason);
  }

  /** Returns whether the worker may compute a study, now or later. */
  boolean isCandidate(StudyDescription study) {
    Declined refused = declined.get(study.id());
    return serves(study.plan().platform()) && (refused == null || refused.until < UNTIL_FORGOTTEN);
  }

  /** Returns why the worker refused a study when it was asked last; empty if it did not. */
  Optional<String> lastRefusal(String study) {
    return Optional.ofNullable(declined.get(study)).map(Declined::reason);
  }

  void computed(String study, long now) {
    declined.computeIfPresent(study, (id, refused) -> refused.until > now ? refused : null);
  }

  /** Returns how many further tasks of a study it can have: those that keep its lanes busy. */
  int free(StudyDescription study) {
    return free.computeIfAbsent(
        study.id(),
        id -> LaneInference.blocksInProgress(study.rowValues(), study.plan(), card.lanes()));
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

  /** Begins to receive a result, and returns whether it was not being received. */
  boolean receive(long ticket) {
    return receiving.add(ticket);
  }

  void received(long ticket) {
    receiving.remove(ticket);
  }

  /** Returns the tickets that the worker lists, and those whose results are being received. */
  Set<Long> present(List<Long> listed) {
    Set<Long> present = new HashSet<>(listed);
    present.addAll(receiving);
    return present;
  }

  /** Returns whether it is idle; true once a second, so that it gets one further task at a time. */
  boolean becomesIdle(long now) {
    boolean becomes = held.isEmpty() && searched < now;
    if (becomes) {
      searched = now;
    }
    return becomes;
  }

  boolean forget(String study) {
    declined.remove(study);
    free.remove(study);
    return begun.remove(study);
  }

  /**
   * The time of the last message of a worker, which is lost after some seconds without a message.
   */
  static final class Contact {
    private Instant last = Instant.now();
    private int silentSeconds;
    private boolean isLost;

    /** Records a message, and returns whether the worker was lost until now. */
    boolean recordMessage() {
      boolean wasLost = isLost;
      last = Instant.now();
      silentSeconds = 0;
      isLost = false;
      return wasLost;
    }

    /** Counts a second, and returns whether the worker is lost with it. */
    boolean tick() {
      boolean wasLost = isLost;
      silentSeconds++;
      isLost = silentSeconds > ClusterTimes.WORKER_SILENCE.toSeconds();
      return isLost && !wasLost;
    }

    boolean isLost() {
      return isLost;
    }

    /** Returns whether the worker was lost so long ago that it is not listed. */
    boolean isOver() {
      return silentSeconds > ClusterTimes.LISTED.toSeconds();
    }

    Instant last() {
      return last;
    }
  }

  /** The trials per second that a worker shows: a mean in which the last seconds count most. */
  static final class Speed {
    private static final double WEIGHT_OF_LAST_SECOND = .3;

    /** A worker that shows less is idle. */
    private static final double MIN_SHOWN = .05;

    private long trials;
    private double mean;

    void add(long shown) {
      trials += shown;
    }

    void tick() {
      mean = (1 - WEIGHT_OF_LAST_SECOND) * mean + WEIGHT_OF_LAST_SECOND * trials;
      trials = 0;
    }

    double trialsPerSecond() {
      return mean < MIN_SHOWN ? 0 : mean;
    }
  }
}
