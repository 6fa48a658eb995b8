package org.revcor.study.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.RefusedException;
import org.revcor.study.registry.StudyCreation.NewStudy;
import org.revcor.study.registry.StudyRegistry.FromStudy;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry once the run directories are read: open, or closing. */
final class RegisteredStudies {
  private static final Logger LOG = LoggerFactory.getLogger(RegisteredStudies.class);
  private static final Duration RETRY_DELAY = Duration.ofSeconds(10);

  private final ActorContext<StudyRegistry.Command> context;
  private final StudyServices services;
  private final IdempotencyKeys keys;
  private final StudyList studies = new StudyList();
  private final Admission admission;
  private final StudyQueue queue;
  private final Submissions submissions;

  /** The next {@link StudyRegistry.RetryQueue}. */
  private Cancellable retry = Cancellable.alreadyCancelled();

  RegisteredStudies(
      ActorContext<StudyRegistry.Command> context, StudyServices services, IdempotencyKeys keys) {
    this.context = context;
    this.services = services;
    this.keys = keys;
    this.admission = new Admission(services.settings().maxRunning(), services::capacity);
    this.queue = new StudyQueue(studies, admission);
    this.submissions = new Submissions(context, services, studies, admission, queue, keys);
  }

  /**
   * Lists the studies, resumes those that were running, and accepts all requests.
   *
   * @param found studies of all run directories
   */
  Behavior<StudyRegistry.Command> open(StudyFiles.Found found) {
    found.damaged().forEach(studies::put);
    found.studies().forEach(this::add);
    queue.advance();
    return Behaviors.receiveMessage(this::onOpen);
  }

  private void add(StudyView view) {
    if (view.lifecycle().state() == StudyState.QUEUED) {
      queue.add(view.id(), 0);
    } else if (!view.lifecycle().state().isInactive()) {
      admission.addPreparing(view.id());
    }
    spawn(view, StudyActor.existing(services, context.getSelf(), view));
  }

  private void spawn(StudyView view, Behavior<StudyActor.Command> study) {
    ActorRef<StudyActor.Command> actor = context.spawnAnonymous(study);
    context.watchWith(actor, new StudyRegistry.StudyStopped(view.id(), actor));
    studies.put(actor, view);
  }

  private Behavior<StudyRegistry.Command> onOpen(StudyRegistry.Command command) {
    switch (command) {
      case StudyRegistry.ToStudy(String id, StudyRequest request) -> studies.route(id, request);
      case StudyRegistry.Submit submit -> submissions.submit(submit);
      case StudyRegistry.GetPage get -> get.replyTo().tell(studies.page(get.query()));
      case StudyRegistry.GetUnwritten get -> get.replyTo().tell(unwritten());
      case StudyRegistry.Admit admit -> submissions.admit(admit);
      case StudyRegistry.Created created -> onCreated(created);
      case StudyRegistry.StudyStopped stopped -> onStudyStopped(stopped);
      case StudyRegistry.Opened late -> throw new IllegalStateException("records are read once");
      case FromStudy.ReserveSlot reserve -> queue.reserveSlot(reserve);
      case FromStudy.ReserveMemory reserve -> queue.reserveMemory(reserve);
      case FromStudy.Started started -> onStarted(started);
      case FromStudy.Requeued requeued -> onRequeued(requeued);
      case FromStudy.Changed(StudyView study) -> onChanged(study);
      case FromStudy.Deleted(String id, var study) -> {
        studies.remove(id);
        FileWork.run(context, () -> keys.remove(List.of(id)));
        study.tell(new StudyEvent.Unlisted());
      }
      case StudyRegistry.RetryQueue due -> queue.retry();
      case StudyRegistry.ShutDown shutDown -> {
        return close(shutDown.replyTo());
      }
    }
    return Behaviors.same();
  }

  /** Suspends all running studies, and replies when they are suspended. */
  private Behavior<StudyRegistry.Command> close(ActorRef<Done> replyTo) {
    List<ActorRef<Done>> waiting = new ArrayList<>(List.of(replyTo));
    queue.close();
    admission.running().forEach(this::suspend);
    replyIfSuspended(waiting);
    return Behaviors.receiveMessage(
        command -> {
          onClosing(command, waiting);
          replyIfSuspended(waiting);
          return Behaviors.same();
        });
  }

  /** Refuses to start studies, and suspends those that were about to start. */
  private void onClosing(StudyRegistry.Command command, List<ActorRef<Done>> waiting) {
    RefusedException refusal = RefusedException.conflict("the server is shutting down");
    switch (command) {
      case StudyRegistry.ShutDown shutDown -> waiting.add(shutDown.replyTo());
      case StudyRegistry.Submit submit -> submit.replyTo().tell(StatusReply.error(refusal));
      case StudyRegistry.ToStudy(String id, StudyRequest.Resume resume) -> resume.refuse(refusal);
      // the run ignores these while it is suspended
      case StudyRegistry.ToStudy(String id, StudyRequest.Halt halt) -> halt.refuse(refusal);
      // clients repeat these after a restart, which resumes the study
      case StudyRegistry.ToStudy(String id, StudyRequest.ToCollector collect) ->
          collect.refuse(RefusedException.unavailable("the server is shutting down; try again"));
      case FromStudy.ReserveSlot reserve -> StudyQueue.refuse(reserve, refusal);
      case FromStudy.Started started -> {
        onStarted(started);
        suspend(started.study().id());
      }
      case StudyRegistry.Created created -> {
        onCreated(created);
        admission.running().forEach(this::suspend);
      }
      default -> onOpen(command);
    }
  }

  private void suspend(String id) {
    StudyList.Known study = studies.get(id);
    if (study != null) {
      study.actor().tell(new StudyEvent.Suspend());
    }
  }

  private void replyIfSuspended(List<ActorRef<Done>> waiting) {
    if (admission.running().isEmpty()) {
      waiting.forEach(replyTo -> replyTo.tell(Done.getInstance()));
      waiting.clear();
    }
  }

  private List<String> unwritten() {
    return studies
        .views()
        .filter(study -> study.storage().storageProblem() != null)
        .map(StudyView::id)
        .filter(admission.running()::contains)
        .toList();
  }

  private void onCreated(StudyRegistry.Created created) {
    ActorRef<StatusReply<StudyRegistry.Submitted>> replyTo = created.submit().replyTo();
    Iterator<Long> memory = admission.release(created.submit()).iterator();
    if (created.result().isError()) {
      replyTo.tell(StatusReply.error(created.result().getError()));
      queue.retry();
      return;
    }
    StudyCreation.NewStudies all = created.result().getValue();
    for (NewStudy study : all.studies()) {
      if (study.firstRun().isPresent()) {
        admission.addRunning(study.view().id(), memory.next());
        spawn(
            study.view(), StudyActor.started(services, context.getSelf(), study.firstRun().get()));
      } else {
        add(study.view());
      }
    }
    queue.advance();
    replyTo.tell(
        StatusReply.success(new StudyRegistry.Submitted(studies.listed(all.ids()), all.leftOut())));
  }

  private void onStarted(FromStudy.Started started) {
    admission.started(started.study().id());
    studies.update(started.study());
    queue.advance();
  }

  private void onChanged(StudyView study) {
    studies.update(study);
    if (study.lifecycle().state().isInactive()) {
      queue.remove(study.id());
    }
  }

  private void onRequeued(FromStudy.Requeued requeued) {
    if (requeued.problem() != null) {
      retry.cancel(); // so that all studies have their turn before the first failed one
      retry = context.scheduleOnce(RETRY_DELAY, context.getSelf(), new StudyRegistry.RetryQueue());
    }
    queue.addAgain(requeued);
  }

  /** Replaces the actor of a study that failed; an active study fails with it. */
  private void onStudyStopped(StudyRegistry.StudyStopped stopped) {
    StudyList.Known study = studies.get(stopped.id());
    if (study != null && study.actor().equals(stopped.actor())) {
      LOG.atError()
          .addKeyValue("study", stopped.id())
          .log("the actor of the study failed and is replaced");
      queue.remove(stopped.id());
      StudyView view = study.view();
      spawn(
          view,
          view.lifecycle().state().isInactive()
              ? StudyActor.existing(services, context.getSelf(), view)
              : StudyActor.failed(services, context.getSelf(), view));
      queue.advance();
    }
  }
}
