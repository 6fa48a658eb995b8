package org.revcor.study.registry;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.run.StudyRun;
import org.revcor.study.run.StudyStatus;

/**
 * The studies that run or are about to start, and the limits on their number and memory. Only for
 * the studies' actor.
 */
final class RunningStudies {
  private final int max;
  private final Admission admission;
  private final Map<String, ActorRef<StudyRun.Command>> runs = new HashMap<>();
  private final Set<String> launching = new HashSet<>();
  private final Set<String> pausing = new HashSet<>();
  private int reserved;
  private boolean closed;

  RunningStudies(StudiesSettings settings) {
    this.max = settings.maxRunning();
    this.admission = new Admission(settings);
  }

  Optional<ActorRef<StudyRun.Command>> run(String id) {
    return Optional.ofNullable(runs.get(id));
  }

  Collection<ActorRef<StudyRun.Command>> runs() {
    return runs.values();
  }

  /** Whether an existing study is about to resume. */
  boolean isLaunching(String id) {
    return launching.contains(id);
  }

  /** Whether a study runs or is about to resume. */
  boolean isBusy(String id) {
    return runs.containsKey(id) || launching.contains(id);
  }

  /** Whether a user requested that a running study pauses. */
  boolean isPausing(String id) {
    return pausing.contains(id);
  }

  private int busy() {
    return runs.size() + reserved + launching.size();
  }

  /** Rejects all further starts, since the server shuts down. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * @throws StudyConflictException if the server is shutting down
   */
  void requireOpen() {
    if (closed) {
      throw new StudyConflictException("the server is shutting down");
    }
  }

  /**
   * @throws StudyConflictException if the maximum number of studies runs
   */
  void requireCapacity() {
    if (busy() >= max) {
      throw new StudyConflictException(
          "%d studies are running, the maximum; stop or pause a study, or wait".formatted(busy()));
    }
  }

  /**
   * @throws StudyConflictException if the studies are too many or do not fit into the memory
   */
  void requireCapacityFor(List<PreparedStudy> studies) {
    int free = max - busy();
    if (studies.size() == 1) {
      requireCapacity();
    } else if (studies.size() > free) {
      throw new StudyConflictException(
          "the sweep has %d studies, but at most %d more can start now; stop running studies, or wait"
              .formatted(studies.size(), free));
    }
    admission.memory().require(studies);
  }

  /** Returns the current memory use. */
  Admission.Memory memory() {
    return admission.memory();
  }

  /** Reserves slots for new studies that are about to start. */
  void reserve(int studies) {
    reserved += studies;
  }

  /** Releases reserved slots: the studies run or were rejected. */
  void release(int studies) {
    reserved -= studies;
  }

  /** Adds an existing study that is about to resume. */
  void addLaunching(String id) {
    launching.add(id);
  }

  /** Removes a study that has resumed or was rejected. */
  void removeLaunching(String id) {
    launching.remove(id);
  }

  /** Adds a running study. */
  void add(StudyStatus study, ActorRef<StudyRun.Command> run) {
    admission.add(study.id(), study.study());
    runs.put(study.id(), run);
  }

  /** Marks a running study as pausing. */
  void markPausing(String id) {
    pausing.add(id);
  }

  /** Removes a study that became inactive, and returns its run if it was running. */
  Optional<ActorRef<StudyRun.Command>> remove(String id) {
    pausing.remove(id);
    admission.remove(id);
    return Optional.ofNullable(runs.remove(id));
  }
}
