package org.revcor.study.registry;

import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.RefusedException;
import org.revcor.estimate.MapView;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.ResponseCollector;

/**
 * A request to one study. The error is a {@link RefusedException} if it does not exist, or if its
 * state does not allow the request.
 */
public sealed interface StudyRequest extends StudyActor.Command {

  void refuse(Throwable problem);

  sealed interface Reading extends StudyRequest {}

  /** A request to end the trials of a running study. */
  sealed interface Halt extends WithReply<StudyView> {}

  /** A request that needs the run directory of an inactive study. */
  sealed interface FileRequest extends StudyRequest {}

  /** A request with a reply or an error. */
  sealed interface WithReply<T> extends StudyRequest {
    ActorRef<StatusReply<T>> replyTo();

    @Override
    default void refuse(Throwable problem) {
      replyTo().tell(StatusReply.error(problem));
    }
  }

  record Get(ActorRef<StatusReply<StudyView>> replyTo) implements Reading, WithReply<StudyView> {}

  record GetMaps(MapView view, ActorRef<StatusReply<StudyMaps>> replyTo)
      implements Reading, WithReply<StudyMaps> {}

  record GetLive(ActorRef<StatusReply<ActorRef<Live.Command>>> replyTo)
      implements Reading, WithReply<ActorRef<Live.Command>> {}

  record ToCollector(ResponseCollector.Request<?> request) implements StudyRequest {
    @Override
    public void refuse(Throwable problem) {
      request.refuse(problem);
    }
  }

  /** Changes what users write on the study. */
  record Label(StudyView.Labels labels, ActorRef<StatusReply<StudyView>> replyTo)
      implements WithReply<StudyView> {}

  record Pause(ActorRef<StatusReply<StudyView>> replyTo) implements Halt {}

  /**
   * Continues a study that is paused, stopped or failed; no error if it runs. It is refused if the
   * study is complete, cannot resume from its checkpoint, or exceeds a limit.
   */
  record Resume(Continuation how, ActorRef<StatusReply<StudyView>> replyTo)
      implements WithReply<StudyView> {}

  /** Stops the study and writes its results; no error if it has ended. */
  record Stop(ActorRef<StatusReply<StudyView>> replyTo) implements Halt {}

  record Delete(ActorRef<StatusReply<Done>> replyTo) implements FileRequest, WithReply<Done> {}

  /** Opens an inactive study for export; the receiver of the reply closes it. */
  record Export(ActorRef<StatusReply<ExportedStudy>> replyTo)
      implements FileRequest, WithReply<ExportedStudy> {}
}
