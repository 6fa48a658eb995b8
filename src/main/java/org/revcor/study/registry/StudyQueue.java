package org.revcor.study.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.RevcorException;
import org.revcor.study.registry.StudyRegistry.StudyMessage;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;

/**
 * The studies that wait until they can start, in the order of their ids, which is that of their
 * creation. One starts at a time: the memory of the others is known then. Only for the registry.
 */
final class StudyQueue {
  private final StudyList studies;
  private final Admission admission;

  /** Numbers of the requests that wait, by the id of the study. */
  private final NavigableMap<String, Integer> attempts = new TreeMap<>();

  private @Nullable Obstacle obstacle;

  /** Problems of the studies whose files cannot be written, by id; the others overtake them. */
  private final Map<String, String> unwritable = new HashMap<>();

  private boolean isClosed;

  /** The study that cannot start now, and why. */
  private record Obstacle(String id, String problem) {}

  StudyQueue(StudyList studies, Admission admission) {
    this.studies = studies;
    this.admission = admission;
  }

  /** Returns whether new studies may start, before those that wait. */
  boolean canStartNew() {
    return attempts.isEmpty() && !admission.isPreparing() && !admission.hasWaiting();
  }

  /** Reserves a slot for a study that resumes, now or when others have ended. */
  void reserveSlot(StudyMessage.ReserveSlot reserve) {
    try {
      if (reserve.canWait()) {
        add(reserve.id(), reserve.attempt());
        advance();
        return;
      }
      admission.requireSlot();
      if (obstacle != null) {
        throw RefusedException.conflict(
            "study %s is the next one of the queue and waits (%s)"
                .formatted(obstacle.id(), obstacle.problem()));
      }
      admission.addPreparing(reserve.id());
      reserve.study().tell(new StudyEvent.Reserved(reserve.attempt(), StatusReply.ack()));
    } catch (RevcorException refused) {
      refuse(reserve, refused);
    }
  }

  static void refuse(StudyMessage.ReserveSlot reserve, RevcorException problem) {
    reserve.study().tell(new StudyEvent.Reserved(reserve.attempt(), StatusReply.error(problem)));
  }

  void reserveMemory(StudyMessage.ReserveMemory reserve) {
    String id = reserve.study().id();
    try {
      admission.reserveMemory(id, reserve.prepared());
      reserve.replyTo().tell(StatusReply.ack());
    } catch (RefusedException refused) {
      if (refused.reason() == Reason.MEMORY) {
        setObstacle(id, String.valueOf(refused.getMessage()));
      }
      reserve.replyTo().tell(StatusReply.error(refused));
    }
  }

  /** Adds a listed study; {@link #advance} informs it of its position. */
  void add(String id, int attempt) {
    attempts.put(id, attempt);
  }

  void addAgain(StudyMessage.Requeued requeued) {
    admission.remove(requeued.id());
    add(requeued.id(), requeued.attempt());
    if (requeued.problem() != null && requeued.blocksQueue()) {
      setObstacle(requeued.id(), requeued.problem());
    } else if (requeued.problem() != null) {
      unwritable.put(requeued.id(), requeued.problem());
    }
    advance();
  }

  /** Starts no study until another one ends, or {@link #retry} is called. */
  private void setObstacle(String id, String problem) {
    obstacle = new Obstacle(id, problem);
  }

  /** Tries to start the next study although it could not start before. */
  void retry() {
    obstacle = null;
    unwritable.clear();
    advance();
  }

  /** Removes a study that is inactive; if it was active, the next one may start. */
  void remove(String id) {
    boolean wasActive = admission.remove(id);
    if (attempts.remove(id) != null || wasActive) {
      obstacle = null;
      advance();
    }
  }

  /** Starts no more studies; they keep their places for the next process. */
  void close() {
    isClosed = true;
  }

  /** Starts the next study if it is possible, and informs the others of their positions. */
  void advance() {
    if (admission.hasSlot() && !admission.isPreparing() && obstacle == null && !isClosed) {
      attempts.entrySet().stream()
          .filter(next -> !unwritable.containsKey(next.getKey()))
          .findFirst()
          .ifPresent(next -> grantSlot(next.getKey(), next.getValue()));
    }
    int position = 0;
    for (Map.Entry<String, Integer> waiting : attempts.entrySet()) {
      position++;
      String id = waiting.getKey();
      StudyList.Known study = studies.require(id);
      String problem =
          obstacle != null && obstacle.id().equals(id) ? obstacle.problem() : unwritable.get(id);
      StudyView view = study.view().queuedAt(position, problem);
      if (!view.equals(study.view())) {
        studies.update(view);
        study.actor().tell(new StudyEvent.Queued(waiting.getValue(), view));
      }
    }
  }

  private void grantSlot(String id, int attempt) {
    attempts.remove(id);
    admission.addPreparing(id);
    StudyList.Known study = studies.require(id);
    studies.update(study.view().withState(StudyState.SUBMITTED));
    study.actor().tell(new StudyEvent.Reserved(attempt, StatusReply.ack()));
  }
}
