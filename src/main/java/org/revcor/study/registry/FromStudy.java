package org.revcor.study.registry;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyView;

/** A message of a study's actor to the registry. */
sealed interface FromStudy extends StudyRegistry.Command {

  /**
   * Requests a slot for a study that resumes. The reply is {@link StudyActor.Reserved}, or {@link
   * StudyActor.Queued} if the study has to wait.
   *
   * @param attempt number of the request, repeated in the reply
   * @param canWait whether the study waits in the queue for a slot; otherwise it is refused
   */
  record ReserveSlot(String id, int attempt, boolean canWait, ActorRef<StudyActor.Command> study)
      implements FromStudy {}

  /**
   * Reserves memory for a prepared study that is about to start. Replies with the ids of the
   * studies of its owner, or with a {@link RefusedException}.
   */
  record ReserveMemory(
      StudyView study, PreparedStudy prepared, ActorRef<StatusReply<List<String>>> replyTo)
      implements FromStudy {}

  /**
   * The study cannot start now, and waits in the queue again.
   *
   * @param attempt number of its last request
   * @param problem why it is tried again later; null if the registry has refused it
   * @param blocksQueue whether the studies behind it wait as well; false if only its own files
   *     cannot be read or written
   */
  record Requeued(String id, int attempt, @Nullable String problem, boolean blocksQueue)
      implements FromStudy {}

  /** The study has started. */
  record Started(StudyView study) implements FromStudy {}

  /** The newest view of the study. A study that is inactive releases its slot. */
  record Changed(StudyView study) implements FromStudy {}

  /**
   * The study is being deleted and accepts no more requests. The reply is {@link
   * StudyActor.Unlisted}, after the last request to the study.
   */
  record Unlist(String id, ActorRef<StudyActor.Command> study) implements FromStudy {}

  /** The run directory is deleted. */
  record Deleted(String id) implements FromStudy {}
}
