package org.revcor.studies;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.study.PreparedStudy;
import org.revcor.study.StudyConflictException;
import org.revcor.study.StudyRun;
import org.revcor.study.StudyStatus;

/**
 * The studies that run or are about to, and the room that is left beside them. Used by the studies'
 * actor alone.
 */
final class RunningStudies {
  private final int most;
  private final Admission admission;
  private final Map<String, ActorRef<StudyRun.Command>> runs = new HashMap<>();
  private final Set<String> launching = new HashSet<>();
  private final Set<String> pausing = new HashSet<>();
  private int creating;
  private boolean closed;

  RunningStudies(StudiesSettings settings) {
    this.most = settings.mostRunning();
    this.admission = new Admission(settings);
  }

  Optional<ActorRef<StudyRun.Command>> run(String id) {
    return Optional.ofNullable(runs.get(id));
  }

  Collection<ActorRef<StudyRun.Command>> runs() {
    return runs.values();
  }

  /** Whether a study that was there before is about to go on. */
  boolean isLaunching(String id) {
    return launching.contains(id);
  }

  /** Whether a study runs or is about to. */
  boolean isBusy(String id) {
    return runs.containsKey(id) || launching.contains(id);
  }

  /** Whether somebody has asked a study that runs to pause. */
  boolean isPausing(String id) {
    return pausing.contains(id);
  }

  private int busy() {
    return runs.size() + creating + launching.size();
  }

  /** The server shuts down: of what is asked from now on nothing begins. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * @throws StudyConflictException if the server shuts down
   */
  void requireOpen() {
    if (closed) {
      throw new StudyConflictException("the server is shutting down");
    }
  }

  /**
   * @throws StudyConflictException if no other study may run
   */
  void requireRoom() {
    if (busy() >= most) {
      throw new StudyConflictException(
          "%d studies run already, as many as may; stop or pause one, or wait".formatted(busy()));
    }
  }

  /**
   * @throws StudyConflictException if so many may not run, or do not fit
   */
  void requireRoomFor(List<PreparedStudy> studies) {
    int free = most - busy();
    if (studies.size() == 1) {
      requireRoom();
    } else if (studies.size() > free) {
      throw new StudyConflictException(
          "the sweep has %d studies, and no more than %d may begin beside those that run; stop some or wait"
              .formatted(studies.size(), free));
    }
    admission.memory().require(studies);
  }

  /** What there is of memory beside those that run now. */
  Admission.Memory memory() {
    return admission.memory();
  }

  /** So many new studies are about to begin. */
  void creating(int studies) {
    creating += studies;
  }

  /** So many have begun, or will not. */
  void created(int studies) {
    creating -= studies;
  }

  /** A study is about to go on. */
  void launching(String id) {
    launching.add(id);
  }

  /** It goes on, or will not. */
  void launched(String id) {
    launching.remove(id);
  }

  /** A study runs. */
  void begun(StudyStatus study, ActorRef<StudyRun.Command> run) {
    admission.runs(study.id(), study.study());
    runs.put(study.id(), run);
  }

  /** A study that runs is to pause. */
  void pausing(String id) {
    pausing.add(id);
  }

  /** A study rests; gives its run, if it was known to run. */
  Optional<ActorRef<StudyRun.Command>> rests(String id) {
    pausing.remove(id);
    admission.rests(id);
    return Optional.ofNullable(runs.remove(id));
  }
}
