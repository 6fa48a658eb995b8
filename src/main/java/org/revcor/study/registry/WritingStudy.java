package org.revcor.study.registry;

import java.time.Clock;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.StudyView;

/** The state of a study whose record is written, since it failed or is paused without a run. */
final class WritingStudy {
  static final String UNEXPECTED_END = "the study ended unexpectedly; see the server's log";

  /** Requests that wait; more are refused. */
  private static final int MAX_WAITING = 1_000;

  /** Few events come while a record is written, and none may be lost. */
  private static final int MAX_EVENTS = 100;

  private final StudyActor study;

  WritingStudy(StudyActor study) {
    this.study = study;
  }

  /** Returns a failed study. */
  static StudyView failed(StudyView study, String problem) {
    return study.withFailure(problem, Clock.systemUTC().instant().toString());
  }

  /** Writes the record of a failed study. Requests wait until then. */
  Behavior<StudyActor.Command> fail(String problem) {
    return record(failed(study.view, problem));
  }

  /** Writes the record of an inactive study, if that is possible. Requests wait until then. */
  Behavior<StudyActor.Command> record(StudyView inactive) {
    FileWork.pipeToSelf(
        study.context,
        () -> study.services.files().tryWrite(inactive),
        written -> new StudyActor.RecordWritten(written.isSuccess() && written.getValue()));
    return Behaviors.withStash(
        MAX_WAITING + MAX_EVENTS,
        waiting ->
            study.state(
                command -> {
                  if (command instanceof StudyRequest && waiting.size() >= MAX_WAITING) {
                    throw study.conflict("the record of study %s is being written; try again");
                  }
                  if (!(command instanceof StudyActor.RecordWritten(boolean isWritten))) {
                    waiting.stash(command);
                    return Behaviors.same();
                  }
                  if (isWritten) {
                    study.entry.recorded();
                  }
                  study.show(inactive);
                  InactiveStudy next = new InactiveStudy(study);
                  boolean isPause = inactive.lifecycle().state() == StudyState.PAUSED;
                  return waiting.unstashAll(isPause && !isWritten ? next.inactive() : next.begin());
                }));
  }
}
