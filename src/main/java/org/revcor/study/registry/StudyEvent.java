package org.revcor.study.registry;

import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.study.registry.RunPreparation.PreparedRun;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;

/** A message to a study that is no request of a client. */
sealed interface StudyEvent extends StudyActor.Command {

  /** Suspends a running study for the next process. */
  record Suspend() implements StudyEvent {}

  /** The lanes run, so the study can resume. */
  record LanesStarted() implements StudyEvent {}

  /** A reply to a request for a slot. One to an earlier attempt is ignored. */
  sealed interface SlotReply extends StudyEvent {
    int attempt();
  }

  record Queued(int attempt, StudyView view) implements SlotReply {}

  record Reserved(int attempt, StatusReply<Done> result) implements SlotReply {}

  record Prepared(StatusReply<PreparedRun> run) implements StudyEvent {}

  /** The registry sends no more requests to the study, which is deleted. */
  record Unlisted() implements StudyEvent {}

  record Viewed(StudyView view) implements StudyEvent {}

  record RunStopped(ActorRef<StudyRun.Command> run) implements StudyEvent {}

  record FeedStopped(ActorRef<Live.Command> feed) implements StudyEvent {}

  record RecordWritten(StatusReply<Done> result) implements StudyEvent {}

  record FilesUsed<T>(StudyRequest.WithReply<T> request, StatusReply<T> result)
      implements StudyEvent {
    void reply() {
      request.replyTo().tell(result);
    }
  }
}
