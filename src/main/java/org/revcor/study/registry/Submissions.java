package org.revcor.study.registry;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyView;

/** The requests to create studies. Only for the registry. */
final class Submissions {
  private final ActorContext<StudyRegistry.Command> context;
  private final StudyServices services;
  private final StudyList studies;
  private final Admission admission;
  private final StudyQueue queue;
  private final OwnerLimits limits;

  Submissions(
      ActorContext<StudyRegistry.Command> context,
      StudyServices services,
      StudyList studies,
      Admission admission,
      StudyQueue queue) {
    this.context = context;
    this.services = services;
    this.studies = studies;
    this.admission = admission;
    this.queue = queue;
    this.limits = services.settings().owners();
  }

  /** Creates the studies of a request; {@link StudyRegistry.Created} has the result. */
  void submit(StudyRegistry.Submit submit) {
    try {
      Optional<StudyView> existing = studies.createdBefore(submit.requested(), submit.key());
      if (existing.isPresent()) {
        List<StudyView> study = List.of(existing.get());
        submit.replyTo().tell(StatusReply.success(new StudyRegistry.Submitted(study, List.of())));
        return;
      }
      if (submit.key() != null && admission.isInProgress(submit.key())) {
        throw new StudyConflictException(
            "a request with the same Idempotency-Key is in progress; try again");
      }
      admission.reserve(submit, Admission.Reserved.NONE);
      List<String> earlier = studies.of(submit.owner()).map(StudyView::id).toList();
      StudyCreation creation = new StudyCreation(services, context.getSelf(), context.getSystem());
      FileWork.pipeToSelf(
          context,
          () -> creation.create(submit, earlier),
          result -> new StudyRegistry.Created(result, submit));
    } catch (StudyConflictException refused) {
      submit.replyTo().tell(StatusReply.error(refused));
    }
  }

  /** Reserves slots for the prepared studies that can start now; the others are queued. */
  void admit(StudyRegistry.Admit admit) {
    String owner = admit.submit().owner();
    int count = admit.studies().size();
    try {
      limits.requireActive(active(owner) + count, owner);
      int places = queue.isEmpty() ? Math.min(count, queue.places(owner)) : 0;
      int starting = admission.startable(admit.studies().subList(0, places));
      admission.reserve(admit.submit(), new Admission.Reserved(starting, count));
      admit.replyTo().tell(StatusReply.success(starting));
    } catch (LimitReachedException refused) {
      admit.replyTo().tell(StatusReply.error(refused));
    }
  }

  private long active(@Nullable String owner) {
    return studies.of(owner).filter(study -> !study.lifecycle().state().isInactive()).count()
        + admission.reserved(owner).studies();
  }
}
