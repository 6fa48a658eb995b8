package org.revcor.study.registry;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
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
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.file.Digest;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.registry.IdempotencyKeys.RequestKey;
import org.revcor.study.registry.StudyCreation.NewStudy;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.results.TimedId;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudyFile.Sweep;
import org.revcor.study.specification.StudySpecification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The studies of a server: which exist, and how many may run. Each study has an actor, a child of
 * this one. Requests wait until the run directories are read; then the studies that were running
 * resume.
 */
public final class StudyRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(StudyRegistry.class);

  /**
   * Path of the dispatcher of file access in the settings of Pekko; running studies do not use it.
   */
  public static final String FILE_DISPATCHER = "revcor.file-dispatcher";

  static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);

  private static final int MAX_WAITING = 1_000;
  private static final Duration RETRY_DELAY = Duration.ofSeconds(10);

  public sealed interface Command
      permits ToStudy, Submit, GetPage, GetUnwritten, ShutDown, StudyMessage, Event {}

  public record ToStudy(String id, StudyRequest request) implements Command {}

  public sealed interface Requested {}

  public record SingleStudy(StudySpecification study) implements Requested {}

  public record StudySweep(String json) implements Requested {}

  /**
   * Creates studies, all or none, and starts them, now or when others have ended. The error is an
   * {@link org.revcor.InvalidInputException} if one is invalid, and a {@link RefusedException} if
   * disk space is lacking, or if they cannot be recorded.
   *
   * @param owner name of the token that creates them; null for none
   * @param key idempotency key: a repeated request of the owner creates no second studies; null for
   *     none
   */
  public record Submit(
      Requested requested,
      @Nullable String owner,
      @Nullable String key,
      ActorRef<StatusReply<Submitted>> replyTo)
      implements Command {

    @Nullable RequestKey requestKey() {
      if (key == null) {
        return null;
      }
      String json =
          switch (requested) {
            case SingleStudy(StudySpecification study) -> StudyFile.toJson(study).toString();
            case StudySweep(String sweep) -> sweep;
          };
      return new RequestKey(key, Digest.of(json.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Created studies, running or queued. */
  public record Submitted(List<StudyView> studies, List<Sweep.LeftOut> leftOut) {}

  public record GetPage(StudyQuery query, ActorRef<Page> replyTo) implements Command {}

  /**
   * A page of studies.
   *
   * @param next the {@link StudyQuery#after} of the next page; null at the end
   */
  public record Page(List<StudyView> studies, @Nullable String next, List<Damaged> damaged) {}

  /** A study whose record cannot be read; it is listed, and refuses all requests. */
  public record Damaged(String id, String problem) {}

  /** Replies with the ids of the running studies whose files cannot be written. */
  public record GetUnwritten(ActorRef<List<String>> replyTo) implements Command {}

  /** Suspends all studies with a checkpoint for the next process, then replies. */
  public record ShutDown(ActorRef<Done> replyTo) implements Command {}

  sealed interface Event extends Command {}

  record Contents(StudyFiles.Found found, IdempotencyKeys keys) {}

  record Opened(StatusReply<Contents> contents) implements Event {}

  record StudyStopped(String id, ActorRef<StudyActor.Command> actor) implements Event {}

  /** Requests ids and slots for the prepared studies of a request. */
  record Admit(
      List<PreparedStudy> studies,
      boolean haveLanes,
      Submit submit,
      ActorRef<StatusReply<Admitted>> replyTo)
      implements Event {}

  /**
   * @param ids ids of the studies, after those of all requests that were admitted before
   * @param starting number of studies that can start now, the first ones
   */
  record Admitted(List<String> ids, int starting) {}

  /** Lets the queue try again to start a study that could not be started. */
  record RetryQueue() implements Event {}

  record Created(StatusReply<StudyCreation.NewStudies> result, Submit submit) implements Event {}

  sealed interface StudyMessage extends Command {

    /**
     * Requests a slot for a study that resumes. The reply is {@link StudyEvent.Reserved}, or {@link
     * StudyEvent.Queued} if the study has to wait.
     */
    record ReserveSlot(String id, int attempt, boolean canWait, ActorRef<StudyActor.Command> study)
        implements StudyMessage {}

    /**
     * Reserves memory for a prepared study that is about to start. The error is a {@link
     * RefusedException} of {@code MEMORY}.
     */
    record ReserveMemory(
        StudyView study, PreparedStudy prepared, ActorRef<StatusReply<Done>> replyTo)
        implements StudyMessage {}

    /**
     * The study cannot start now, and waits in the queue again.
     *
     * @param problem why it is tried again later; null if the registry has refused it
     * @param blocksQueue whether the studies behind it wait as well; false if only its own files
     *     cannot be read or written
     */
    record Requeued(String id, int attempt, @Nullable String problem, boolean blocksQueue)
        implements StudyMessage {}

    record Started(StudyView study) implements StudyMessage {}

    /** The newest view of the study. A study that is inactive releases its slot. */
    record Changed(StudyView study) implements StudyMessage {}

    /**
     * The run directory is deleted. The reply is {@link StudyEvent.Unlisted}, after the last
     * request to the study.
     */
    record Deleted(String id, ActorRef<StudyActor.Command> study) implements StudyMessage {}
  }

  private final ActorContext<Command> context;
  private final StudyServices services;
  private final IdempotencyKeys keys;
  private final StudyList studies = new StudyList();
  private final Admission admission;
  private final StudyQueue queue;

  /** Requests that wait for an earlier one with the same key. */
  private final List<Submit> repeated = new ArrayList<>();

  private Cancellable retry = Cancellable.alreadyCancelled();

  private StudyRegistry(
      ActorContext<Command> context, StudyServices services, IdempotencyKeys keys) {
    this.context = context;
    this.services = services;
    this.keys = keys;
    this.admission = new Admission(services.settings().maxRunning(), services::capacity);
    this.queue = new StudyQueue(studies, admission);
  }

  /** Creates the behaviour. The actor stops if the folder cannot be read. */
  public static Behavior<Command> create(
      StudiesSettings settings, Lanes lanes, Materials materials, MeterRegistry meters) {
    StudyServices services = new StudyServices(settings, materials, lanes, meters);
    return Behaviors.setup(
        context -> {
          FileWork.pipeToSelf(context, () -> read(services), Opened::new);
          return Behaviors.withStash(MAX_WAITING, stash -> opening(context, services, stash));
        });
  }

  private static Contents read(StudyServices services) {
    StudyFiles.Found found = services.files().readAll();
    return new Contents(found, IdempotencyKeys.read(services.settings().keys(), found.ids()));
  }

  private static Behavior<Command> opening(
      ActorContext<Command> context, StudyServices services, StashBuffer<Command> stash) {
    return Behaviors.receiveMessage(
        command -> {
          if (!(command instanceof Opened(StatusReply<Contents> contents))) {
            if (!stash.isFull()) { // else the sender gets no reply in time
              stash.stash(command);
            }
            return Behaviors.same();
          }
          if (contents.isError()) {
            LOG.error(
                "the records of the studies cannot be read, so the server stops: {}",
                StageFailure.message(contents.getError()));
            return Behaviors.stopped();
          }
          Contents all = contents.getValue();
          StudyRegistry registry = new StudyRegistry(context, services, all.keys());
          return stash.unstashAll(registry.open(all.found()));
        });
  }

  /** Lists the studies, resumes those that were running, and accepts all requests. */
  private Behavior<Command> open(StudyFiles.Found found) {
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
    context.watchWith(actor, new StudyStopped(view.id(), actor));
    studies.put(actor, view);
  }

  private Behavior<Command> onOpen(Command command) {
    switch (command) {
      case ToStudy(String id, StudyRequest request) -> studies.route(id, request);
      case Submit submit -> submit(submit);
      case GetPage get -> get.replyTo().tell(studies.page(get.query()));
      case GetUnwritten get -> get.replyTo().tell(unwritten());
      case Admit admit -> admit(admit);
      case Created created -> onCreated(created);
      case StudyStopped stopped -> onStudyStopped(stopped);
      case Opened late -> throw new IllegalStateException("records are read once");
      case StudyMessage.ReserveSlot reserve -> queue.reserveSlot(reserve);
      case StudyMessage.ReserveMemory reserve -> queue.reserveMemory(reserve);
      case StudyMessage.Started started -> onStarted(started);
      case StudyMessage.Requeued requeued -> onRequeued(requeued);
      case StudyMessage.Changed(StudyView study) -> onChanged(study);
      case StudyMessage.Deleted(String id, var study) -> {
        studies.remove(id);
        FileWork.run(context, () -> keys.remove(List.of(id)));
        study.tell(new StudyEvent.Unlisted());
      }
      case RetryQueue due -> queue.retry();
      case ShutDown shutDown -> {
        return close(shutDown.replyTo());
      }
    }
    return Behaviors.same();
  }

  /** Suspends all running studies, and replies when they are suspended. */
  private Behavior<Command> close(ActorRef<Done> replyTo) {
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
  private void onClosing(Command command, List<ActorRef<Done>> waiting) {
    RefusedException refusal = RefusedException.conflict("the server is shutting down");
    switch (command) {
      case ShutDown shutDown -> waiting.add(shutDown.replyTo());
      case Submit submit -> submit.replyTo().tell(StatusReply.error(refusal));
      case ToStudy(String id, StudyRequest.Resume resume) -> resume.refuse(refusal);
      // the run ignores these while it is suspended
      case ToStudy(String id, StudyRequest.Halt halt) -> halt.refuse(refusal);
      // clients repeat these after a restart, which resumes the study
      case ToStudy(String id, StudyRequest.ToCollector collect) ->
          collect.refuse(RefusedException.unavailable("the server is shutting down; try again"));
      case StudyMessage.ReserveSlot reserve -> StudyQueue.refuse(reserve, refusal);
      case StudyMessage.Started started -> {
        onStarted(started);
        suspend(started.study().id());
      }
      case Created created -> {
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

  private void onCreated(Created created) {
    reply(created);
    repeated.forEach(context.getSelf()::tell);
    repeated.clear();
  }

  private void reply(Created created) {
    ActorRef<StatusReply<Submitted>> replyTo = created.submit().replyTo();
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
    replyTo.tell(StatusReply.success(new Submitted(studies.listed(all.ids()), all.leftOut())));
  }

  private void onStarted(StudyMessage.Started started) {
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

  private void onRequeued(StudyMessage.Requeued requeued) {
    if (requeued.problem() != null) {
      retry.cancel(); // so that all studies have their turn before the first failed one
      retry = context.scheduleOnce(RETRY_DELAY, context.getSelf(), new RetryQueue());
    }
    queue.addAgain(requeued);
  }

  /** Replaces the actor of a study that failed; an active study fails with it. */
  private void onStudyStopped(StudyStopped stopped) {
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

  /** Creates the studies of a request; {@link Created} has the result. */
  private void submit(Submit submit) {
    try {
      if (submit.key() != null && admission.isInProgress(submit.key(), submit.owner())) {
        repeated.add(submit);
        return;
      }
      List<StudyView> existing = studies.createdBefore(submit, keys);
      if (!existing.isEmpty() && submit.requested() instanceof SingleStudy) {
        submit.replyTo().tell(StatusReply.success(new Submitted(existing, List.of())));
        return;
      }
      admission.begin(submit);
      StudyCreation creation =
          new StudyCreation(services, keys, context.getSelf(), context.getSystem());
      FileWork.pipeToSelf(
          context, () -> creation.create(submit, existing), result -> new Created(result, submit));
    } catch (RefusedException refused) {
      submit.replyTo().tell(StatusReply.error(refused));
    }
  }

  /** Reserves ids, and slots for the prepared studies that can start now; others are queued. */
  private void admit(Admit admit) {
    boolean canStart = admit.haveLanes() && queue.canStartNew();
    int starting = admission.reserve(admit.submit(), admit.studies(), canStart);
    List<String> ids =
        admit.studies().stream().map(study -> TimedId.next(id -> !studies.reserveId(id))).toList();
    admit.replyTo().tell(StatusReply.success(new Admitted(ids, starting)));
  }
}
