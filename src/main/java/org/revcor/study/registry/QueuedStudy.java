package org.revcor.study.registry;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.RefusedException;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.StudyView;

/**
 * The state of a study that waits in the queue. Only its entry in the database says so: its run
 * directory stays as it is. The study was inactive and becomes so again if it leaves the queue; or
 * it ran when the server stopped, and its files cannot be written now. Such a study is paused when
 * it leaves the queue, in its record as soon as that can be written.
 */
final class QueuedStudy {
  private final StudyActor study;
  private final StudyView before;

  /**
   * @param before the study outside of the queue
   */
  QueuedStudy(StudyActor study, StudyView before) {
    this.study = study;
    this.before = before;
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
      case StudyActor.Reserved reserved -> new ActiveStudy(study).startFromQueue(before);
      case StudyRequest.Reading request -> study.read(request);
      case StudyRequest.ToCollector collect ->
          throw RefusedException.unavailable("study %s is queued; try again".formatted(study.id()));
      case StudyRequest.Halt halt -> {
        leave();
        StudyActor.reply(halt, study.view);
        yield wasInactive()
            ? new InactiveStudy(study).inactive()
            : new WritingStudy(study).record(study.view);
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

  private boolean wasInactive() {
    return before.lifecycle().state().isInactive();
  }

  private void leave() {
    StudyView left = wasInactive() ? before : before.withState(StudyState.PAUSED);
    study.show(left);
    if (wasInactive()) {
      study.update(left, left.lifecycle().state());
    } else {
      study.entry.saveUnrecordedPause(before);
      study.update(left);
    }
  }

  private RefusedException mustLeaveFirst() {
    return study.conflict("study %s is queued; pause it first");
  }
}
