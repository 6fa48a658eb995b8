package org.revcor.study.registry;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.study.plan.LanesUnavailableException;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyView;

/**
 * The state of an inactive study that waits in the queue. Only its entry in the database says so:
 * its run directory stays as it is, and the study becomes inactive again if it leaves the queue.
 */
final class QueuedStudy {
  private final StudyActor study;
  private final StudyView inactive;

  /**
   * @param inactive the study outside of the queue
   */
  QueuedStudy(StudyActor study, StudyView inactive) {
    this.study = study;
    this.inactive = inactive;
  }

  /** Waits in the queue, in which the registry has put the study. */
  Behavior<StudyActor.Command> queued() {
    return study.state(this::onQueued);
  }

  private Behavior<StudyActor.Command> onQueued(StudyActor.Command command) {
    return switch (command) {
      case StudyActor.Queued(int attempt, StudyView view) -> {
        study.show(view);
        yield Behaviors.same();
      }
      case StudyActor.Reserved reserved -> new ActiveStudy(study).startFromQueue(inactive);
      case StudyRequest.Reading request -> study.read(request);
      case StudyRequest.Collect collect ->
          throw new LanesUnavailableException(
              "study %s is queued; try again".formatted(study.id()));
      case StudyRequest.Halt halt -> {
        leave();
        StudyActor.reply(halt, inactive);
        yield new InactiveStudy(study).inactive();
      }
      case StudyRequest.Resume resume -> {
        if (!(resume.how() instanceof Continuation.FromCheckpoint)) {
          throw mustLeaveFirst();
        }
        yield StudyActor.reply(resume, study.view);
      }
      case StudyRequest.Delete delete -> {
        leave();
        yield new InactiveStudy(study).delete(delete, 0);
      }
      case StudyRequest.OfFiles request -> throw mustLeaveFirst();
      case StudyActor.Event late -> Behaviors.same();
    };
  }

  private void leave() {
    study.show(inactive);
    study.update(inactive, inactive.lifecycle().state());
  }

  private StudyConflictException mustLeaveFirst() {
    return study.conflict("study %s is queued; pause it first");
  }
}
