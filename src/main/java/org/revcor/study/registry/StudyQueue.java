package org.revcor.study.registry;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorException;
import org.revcor.study.plan.LanesUnavailableException;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyView;

/**
 * The studies that wait until they can start, in the order of their ids, which is that of their
 * creation. One starts at a time: the memory of the others is known then. Only for the registry.
 */
final class StudyQueue {
  private final StudyList studies;
  private final Admission admission;
  private final OwnerLimits limits;

  /** Numbers of the requests that wait, by the id of the study. */
  private final NavigableMap<String, Integer> attempts = new TreeMap<>();

  private @Nullable Block block;
  private boolean isClosed;

  /** The study that cannot start now, and why. */
  private record Block(String id, String problem) {}

  StudyQueue(StudyList studies, Admission admission, OwnerLimits limits) {
    this.studies = studies;
    this.admission = admission;
    this.limits = limits;
  }

  /** Returns how many new studies of an owner may start, before those that wait. */
  int placesForNew(@Nullable String owner) {
    return attempts.isEmpty() && !admission.isLaunching() && !admission.hasWaiting()
        ? places(owner)
        : 0;
  }

  private int places(@Nullable String owner) {
    long active =
        admission
            .active()
            .map(studies::get)
            .filter(study -> study != null && study.isOf(owner))
            .count();
    return (int) Math.max(0, limits.running() - active - admission.reserved(owner).slots());
  }

  /** Throws a {@link LimitReachedException} if an owner may not have that many more studies. */
  void requireActive(int more, @Nullable String owner) {
    long active =
        studies.of(owner).filter(study -> !study.lifecycle().state().isInactive()).count();
    limits.requireActive(active + admission.reserved(owner).studies() + more, owner);
  }

  /** Reserves a slot for a study that resumes, now or when others have ended. */
  void reserve(StudyReport.Reserve reserve) {
    try {
      String owner = owner(reserve.id());
      requireActive(1, owner);
      if (reserve.canWait()) {
        add(reserve.id(), reserve.attempt());
        advance();
        return;
      }
      admission.requireSlot();
      if (places(owner) == 0) {
        throw new LimitReachedException(
            "%s: %d studies are running, the maximum (limits.running-studies); stop or pause one, or wait"
                .formatted(OwnerLimits.words(owner), limits.running()));
      }
      if (block != null) {
        throw new StudyConflictException(
            "study %s is the next one of the queue and waits (%s)"
                .formatted(block.id(), block.problem()));
      }
      admission.launch(reserve.id());
      reserve.study().tell(new StudyActor.Reserved(reserve.attempt(), StatusReply.ack()));
    } catch (RevcorException refused) {
      refuse(reserve, refused);
    }
  }

  static void refuse(StudyReport.Reserve reserve, RevcorException problem) {
    reserve.study().tell(new StudyActor.Reserved(reserve.attempt(), StatusReply.error(problem)));
  }

  /** Reserves memory for a study that is about to start. */
  void prepare(StudyReport.Prepared prepared) {
    StudyView study = prepared.study();
    try {
      admission.prepare(study.id(), prepared.prepared());
      List<String> ids = studies.of(study.lifecycle().owner()).map(StudyView::id).toList();
      prepared.replyTo().tell(StatusReply.success(ids));
    } catch (MemoryInUseException refused) {
      block(study.id(), String.valueOf(refused.getMessage()));
      prepared.replyTo().tell(StatusReply.error(refused));
    } catch (LanesUnavailableException unknown) {
      prepared.replyTo().tell(StatusReply.error(unknown));
    }
  }

  /**
   * Adds a listed study; {@link #advance} informs it of its position.
   *
   * @param attempt number of its request
   */
  void add(String id, int attempt) {
    attempts.put(id, attempt);
  }

  /** Adds a study that could not start. */
  void addAgain(StudyReport.Requeued requeued) {
    admission.end(requeued.id());
    add(requeued.id(), requeued.attempt());
    if (requeued.problem() != null) {
      block(requeued.id(), requeued.problem());
    }
    advance();
  }

  /** Starts no study until another one ends, or {@link #retry} is called. */
  private void block(String id, String problem) {
    block = new Block(id, problem);
  }

  /** Tries to start the next study although it could not start before. */
  void retry() {
    block = null;
    advance();
  }

  /** Removes a study that is inactive; if it was active, the next one may start. */
  void end(String id) {
    boolean wasActive = admission.end(id);
    if (attempts.remove(id) != null || wasActive) {
      retry();
    }
  }

  /** Starts no more studies; they keep their places for the next process. */
  void close() {
    isClosed = true;
  }

  /** Starts the next study if it is possible, and informs the others of their positions. */
  void advance() {
    if (admission.hasSlot() && !admission.isLaunching() && block == null && !isClosed) {
      attempts.entrySet().stream()
          .filter(next -> places(owner(next.getKey())) > 0) // those of other owners may start
          .findFirst()
          .ifPresent(next -> launch(next.getKey(), next.getValue()));
    }
    int position = 0;
    for (Map.Entry<String, Integer> waiting : attempts.entrySet()) {
      position++;
      String id = waiting.getKey();
      StudyList.Known study = studies.require(id);
      String problem = block != null && block.id().equals(id) ? block.problem() : null;
      StudyView view = study.view().queuedAt(position, problem);
      if (!view.equals(study.view())) {
        studies.update(view);
        study.actor().tell(new StudyActor.Queued(waiting.getValue(), view));
      }
    }
  }

  private void launch(String id, int attempt) {
    attempts.remove(id);
    admission.launch(id);
    StudyList.Known study = studies.require(id);
    studies.update(study.view().withState(StudyState.SUBMITTED));
    study.actor().tell(new StudyActor.Reserved(attempt, StatusReply.ack()));
  }

  private @Nullable String owner(String id) {
    return studies.require(id).view().lifecycle().owner();
  }
}
