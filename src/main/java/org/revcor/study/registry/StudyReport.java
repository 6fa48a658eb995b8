package org.revcor.study.registry;

import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyView;

/** A message of a study's actor to the registry. */
sealed interface StudyReport extends StudyRegistry.Command {

  /**
   * Requests a slot for a study that resumes. The reply is {@link StudyActor.Reserved}, or {@link
   * StudyActor.Queued} if the study has to wait.
   *
   * @param canWait whether the study waits in the queue for a slot; otherwise it is refused
   */
  record Reserve(String id, boolean canWait, ActorRef<StudyActor.Command> study)
      implements StudyReport {}

  /** The study from the queue does not fit into the memory, and waits in the queue again. */
  record Requeued(String id) implements StudyReport {}

  /** The study has started. */
  record Started(StudyView study, PreparedStudy prepared) implements StudyReport {}

  /** The newest view of the study. A study that is inactive releases its slot. */
  record Changed(StudyView study) implements StudyReport {}

  /** The study is being deleted and accepts no more requests. */
  record Removed(String id) implements StudyReport {}

  /** The run directory is deleted. */
  record Deleted(String id) implements StudyReport {}
}
