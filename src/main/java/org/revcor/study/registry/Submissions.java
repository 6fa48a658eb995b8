package org.revcor.study.registry;

import java.util.List;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.RefusedException;
import org.revcor.study.results.StudyView;
import org.revcor.study.results.TimedId;

/** The requests to create studies. Only for the registry. */
final class Submissions {
  private final ActorContext<StudyRegistry.Command> context;
  private final StudyServices services;
  private final StudyList studies;
  private final Admission admission;
  private final StudyQueue queue;
  private final IdempotencyKeys keys;

  Submissions(
      ActorContext<StudyRegistry.Command> context,
      StudyServices services,
      StudyList studies,
      Admission admission,
      StudyQueue queue,
      IdempotencyKeys keys) {
    this.context = context;
    this.services = services;
    this.studies = studies;
    this.admission = admission;
    this.queue = queue;
    this.keys = keys;
  }

  /** Creates the studies of a request; {@link StudyRegistry.Created} has the result. */
  void submit(StudyRegistry.Submit submit) {
    try {
      if (submit.key() != null && admission.isInProgress(submit.key(), submit.owner())) {
        throw RefusedException.conflict(
            "a request with the same Idempotency-Key is in progress; try again");
      }
      List<StudyView> existing = studies.createdBefore(submit, keys);
      if (!existing.isEmpty() && submit.requested() instanceof StudyRegistry.SingleStudy) {
        submit
            .replyTo()
            .tell(StatusReply.success(new StudyRegistry.Submitted(existing, List.of())));
        return;
      }
      admission.begin(submit);
      StudyCreation creation =
          new StudyCreation(services, keys, context.getSelf(), context.getSystem());
      FileWork.pipeToSelf(
          context,
          () -> creation.create(submit, existing),
          result -> new StudyRegistry.Created(result, submit));
    } catch (RefusedException refused) {
      submit.replyTo().tell(StatusReply.error(refused));
    }
  }

  /** Reserves ids, and slots for the prepared studies that can start now; others are queued. */
  void admit(StudyRegistry.Admit admit) {
    int starting = admission.reserve(admit.submit(), admit.studies(), queue.canStartNew());
    List<String> ids =
        admit.studies().stream().map(study -> TimedId.next(id -> !studies.reserveId(id))).toList();
    admit.replyTo().tell(StatusReply.success(new StudyRegistry.Admitted(ids, starting)));
  }
}
