package org.revcor.study.registry;

import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyView;

/** A message of a study's actor to the registry. */
sealed interface StudyReport extends StudyRegistry.Command {

  /** Requests a slot for a study that resumes; the reply is {@link StudyActor.Reserved}. */
  record Reserve(String id, ActorRef<StudyActor.Command> study) implements StudyReport {}

  /** The study has started. */
  record Started(StudyView study, PreparedStudy prepared) implements StudyReport {}

  /** The newest view of the study. A study that is inactive releases its slot. */
  record Changed(StudyView study) implements StudyReport {}

  /** The study is being deleted and accepts no more requests. */
  record Removed(String id) implements StudyReport {}

  /** The run directory is deleted. */
  record Deleted(String id) implements StudyReport {}
}
