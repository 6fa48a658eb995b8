package org.revcor.study.registry;

import java.time.Clock;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.study.results.StudyView;

/** The state of a study whose failure is written to its record. */
final class FailingStudy {
  static final String UNEXPECTED_END = "the study ended unexpectedly; see the server's log";

  private static final int MAX_WAITING = 1_000;

  private final StudyActor study;

  FailingStudy(StudyActor study) {
    this.study = study;
  }

  /** Returns a failed study. */
  static StudyView failed(StudyView study, String problem) {
    return study.withFailure(problem, Clock.systemUTC().instant().toString());
  }

  /** Writes the record of a failed study. Requests wait until then. */
  Behavior<StudyActor.Command> fail(String problem) {
    StudyView failed = failed(study.view, problem);
    FileWork.pipeToSelf(
        study.context,
        () -> study.services.files().writeFailure(failed),
        written -> new StudyActor.FailureWritten());
    return Behaviors.withStash(
        MAX_WAITING,
        waiting ->
            study.state(
                command -> {
                  if (!(command instanceof StudyActor.FailureWritten)) {
                    waiting.stash(command);
                    return Behaviors.same();
                  }
                  study.show(failed);
                  return waiting.unstashAll(new InactiveStudy(study).begin());
                }));
  }
}
