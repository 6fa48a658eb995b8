package org.revcor.worker.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.StudyInference;
import org.revcor.study.plan.StageFailure;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.StudyTask;

/**
 * Requests tasks of a pool for the lanes of an inference process, and keeps their results until the
 * pool has them.
 *
 * <pre>
 * starting ──► joining ──► working ──► draining ──► stopped
 *                 ▲           │
 *                 └───────────┘  the pool does not know this worker
 * </pre>
 */
public final class Worker {
  public sealed interface Command permits ToWorker, OfWorker {}

  /** A message within the worker's process. */
  public sealed interface OfWorker extends Command {}

  /** Takes no more tasks, and stops when those that it has are done. */
  record FinishTasks() implements OfWorker {}

  /** Starts the inference process and joins the pool. */
  public record Start() implements OfWorker {}

  private record HasLanes(InferenceProcess.ProcessLanes lanes) implements OfWorker {}

  private record HasMemory(InferenceProcess.Memory memory) implements OfWorker {}

  private record Tick() implements OfWorker {}

  private record Prepared(Study study, StatusReply<StudyTask> task) implements OfWorker {}

  private record ImagesReceived(Study study, ToWorker.Lease lease, StatusReply<byte[]> images)
      implements OfWorker {}

  private record Computed(Study study, long ticket, StatusReply<byte[]> result)
      implements OfWorker {}

  /** What a joined worker needs to know of the pool, and to join it again. */
  private record Pool(ActorRef<FileServer.Command> files, WorkerCard card) {}

  /** A study for which this worker has tasks; they wait until its files are here. */
  private static final class Study {
    private final String id;

    /** Its name in the inference process: the pool may begin a study again with another plan. */
    private final String name;

    private final List<ToWorker.Lease> waiting = new ArrayList<>();
    private @Nullable StudyTask task;

    private Study(String id, long number) {
      this.id = id;
      this.name = id + "#" + number;
    }
  }

  private final ActorContext<Command> context;
  private final ActorRef<WorkerPool.Command> pool;
  private final ActorRef<InferenceProcess.Command> process;
  private final WorkerIdentity identity;
  private final ActorRef<Refusal> refusals;
  private final Optional<FileMirror> mirror;

  /** Whether the pool is in this process. */
  private final boolean isLocal;

  private final Materializer materializer;
  private final Executor blocking;
  private final Map<String, Study> studies = new HashMap<>();
  private final Map<Long, String> held = new LinkedHashMap<>();
  private final UnconfirmedResults unconfirmed = new UnconfirmedResults();
  private final ActorRef<InferenceProcess.Memory> memoryReplies;
  private long memory;
  private long attempts;
  private long begun;
  private long heard = System.nanoTime();

  /** The pool has refused the worker, which stops. */
  public record Refusal(String reason) {}

  private Worker(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<WorkerPool.Command> pool,
      ActorRef<InferenceProcess.Command> process,
      WorkerIdentity identity,
      Optional<FileMirror> mirror,
      ActorRef<Refusal> refusals) {
    this.context = context;
    this.pool = pool;
    this.process = process;
    this.identity = identity;
    this.refusals = refusals;
    this.mirror = mirror;
    this.isLocal = Bulk.isLocal(pool);
    this.materializer = Materializer.createMaterializer(context);
    this.memoryReplies = context.messageAdapter(InferenceProcess.Memory.class, HasMemory::new);
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    timers.startTimerWithFixedDelay(new Tick(), ClusterTimes.TICK);
  }

  /**
   * Creates the behaviour, which stops when the pool refuses the worker or is lost.
   *
   * @param process supervisor of the lanes
   * @param mirror copies of the server's files; empty in the server's process
   */
  public static Behavior<Command> create(
      ActorRef<WorkerPool.Command> pool,
      ActorRef<InferenceProcess.Command> process,
      WorkerIdentity identity,
      Optional<FileMirror> mirror,
      ActorRef<Refusal> refusals) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    Behaviors.receiveMessage(
                        new Worker(context, timers, pool, process, identity, mirror, refusals)
                            ::starting)));
  }

  /** Until the process has lanes. */
  private Behavior<Command> starting(Command command) {
    return switch (command) {
      case Start start -> {
        process.tell(
            new InferenceProcess.GetLanes(
                context.messageAdapter(InferenceProcess.ProcessLanes.class, HasLanes::new)));
        yield Behaviors.same();
      }
      case HasLanes(InferenceProcess.ProcessLanes lanes) -> {
        heard = System.nanoTime();
        yield join(WorkerCard.of(identity, lanes));
      }
      case FinishTasks finish -> Behaviors.stopped();
      default -> Behaviors.same();
    };
  }

  private interface State {
    Behavior<Command> on(Command command);
  }

  private Behavior<Command> behavior(State state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, state::on)
        .onSignal(
            PostStop.class,
            stop -> {
              pool.tell(new ToPool.Leave(context.getSelf()));
              return Behaviors.same();
            })
        .build();
  }

  /** Requests to join, without any task. */
  private Behavior<Command> join(WorkerCard card) {
    List.copyOf(studies.keySet()).forEach(this::forget);
    pool.tell(new ToPool.Join(context.getSelf(), card, ++attempts));
    return behavior(command -> joining(command, card));
  }

  private Behavior<Command> joining(Command command, WorkerCard card) {
    return switch (command) {
      case ToWorker.Joined joined -> {
        heard = System.nanoTime();
        yield behavior(each -> working(each, new Pool(joined.files(), card)));
      }
      case ToWorker.Refused refused -> {
        refusals.tell(new Refusal(refused.reason()));
        yield Behaviors.stopped();
      }
      case Tick tick -> {
        pool.tell(new ToPool.Join(context.getSelf(), card, attempts));
        yield isLost() ? Behaviors.stopped() : Behaviors.same();
      }
      case FinishTasks finish -> Behaviors.stopped();
      case ToWorker late -> Behaviors.same();
      case OfWorker late -> Behaviors.same();
    };
  }

  private boolean isLost() {
    boolean isLost = !isLocal && System.nanoTime() - heard > ClusterTimes.POOL_SILENCE.toNanos();
    if (isLost) {
      context.getLog().warn("the server does not respond");
    }
    return isLost;
  }

  private Behavior<Command> working(Command command, Pool joined) {
    return switch (command) {
      case FinishTasks finish -> {
        pool.tell(new ToPool.Drain(context.getSelf()));
        yield held.isEmpty() ? Behaviors.stopped() : behavior(each -> draining(each, joined));
      }
      default -> anytime(command, joined);
    };
  }

  private Behavior<Command> draining(Command command, Pool joined) {
    Behavior<Command> next = anytime(command, joined);
    return held.isEmpty() ? Behaviors.stopped() : next;
  }

  private Behavior<Command> anytime(Command command, Pool joined) {
    if (command instanceof ToWorker) {
      heard = System.nanoTime();
    }
    switch (command) {
      case ToWorker.Begin begin -> begin(begin, joined.files());
      case ToWorker.Lease lease -> lease(lease);
      case ToWorker.Received received -> release(received.ticket());
      case ToWorker.Heard heardOf -> context.getLog().trace("the pool responds");
      case ToWorker.Forget forget -> forget(forget.study());
      case ToWorker.Unknown unknown -> {
        return join(joined.card());
      }
      case ToWorker.Joined again -> context.getLog().debug("joined twice");
      case ToWorker.Refused late -> context.getLog().debug("joined already");
      case HasLanes again -> context.getLog().debug("has lanes already");
      case Start again -> context.getLog().debug("runs already");
      case Prepared prepared -> onPrepared(prepared);
      case ImagesReceived received -> onImages(received);
      case Computed computed -> onComputed(computed);
      case HasMemory(InferenceProcess.Memory now) -> memory = now.residentBytes();
      case Tick tick -> {
        process.tell(new InferenceProcess.GetMemory(memoryReplies));
        pool.tell(new ToPool.Alive(context.getSelf(), List.copyOf(held.keySet()), memory));
        sendDue();
        return isLost() ? Behaviors.stopped() : Behaviors.same();
      }
      case FinishTasks again -> context.getLog().debug("draining already");
    }
    return Behaviors.same();
  }

  private void begin(ToWorker.Begin begin, ActorRef<FileServer.Command> files) {
    forget(begin.study());
    Study study = new Study(begin.study(), ++begun);
    studies.put(study.id, study);
    CompletionStage<StudyTask> task =
        Bulk.receive(begin.specification(), materializer)
            .thenApply(
                bytes ->
                    new StudyTask(
                        study.name,
                        new String(bytes, StandardCharsets.UTF_8),
                        begin.plan(),
                        begin.rowValues(),
                        begin.observerName(),
                        begin.observer(),
                        begin.stimuli()));
    context.pipeToSelf(
        mirror.isEmpty()
            ? task
            : task.thenApplyAsync(each -> fetch(mirror.get(), study, each, files), blocking),
        (result, failure) ->
            new Prepared(
                study, failure == null ? StatusReply.success(result) : StatusReply.error(failure)));
  }

  private static StudyTask fetch(
      FileMirror mirror, Study study, StudyTask task, ActorRef<FileServer.Command> files) {
    mirror.fetch(study.id, task.specification(), files);
    return task;
  }

  private void onPrepared(Prepared prepared) {
    Study study = prepared.study();
    if (!isCurrent(study)) {
      return;
    }
    if (prepared.task().isError()) {
      decline(
          study.id,
          "its files cannot be fetched: " + StageFailure.message(prepared.task().getError()),
          ClusterTimes.FETCH_PAUSE.toSeconds());
      return;
    }
    study.task = prepared.task().getValue();
    study.waiting.forEach(lease -> receiveImages(study, lease));
    study.waiting.clear();
  }

  private void lease(ToWorker.Lease lease) {
    Study study = studies.get(lease.study());
    if (study == null) {
      decline(lease.study(), "its description was lost", 0);
      return;
    }
    if (held.containsKey(lease.ticket())) {
      return;
    }
    held.put(lease.ticket(), lease.study());
    if (study.task == null) {
      study.waiting.add(lease);
    } else {
      receiveImages(study, lease);
    }
  }

  private void decline(String study, String reason, long pauseSeconds) {
    forget(study);
    pool.tell(new ToPool.Declined(context.getSelf(), study, reason, pauseSeconds));
  }

  private void receiveImages(Study study, ToWorker.Lease lease) {
    context.pipeToSelf(
        Bulk.receive(lease.images(), materializer),
        (images, failure) ->
            new ImagesReceived(
                study,
                lease,
                failure == null ? StatusReply.success(images) : StatusReply.error(failure)));
  }

  private void onImages(ImagesReceived received) {
    ToWorker.Lease lease = received.lease();
    Study study = received.study();
    StudyTask task = study.task;
    if (!isCurrent(study) || task == null) {
      return;
    }
    if (received.images().isError()) {
      held.remove(lease.ticket());
      return;
    }
    context.pipeToSelf(
        AskPattern.<InferenceProcess.Command, byte[]>askWithStatus(
            process,
            replyTo ->
                new InferenceProcess.Submit(
                    task, lease.kind(), lease.block(), received.images().getValue(), replyTo),
            StudyInference.REPLY_TIMEOUT,
            context.getSystem().scheduler()),
        (result, failure) ->
            new Computed(
                study,
                lease.ticket(),
                failure == null ? StatusReply.success(result) : StatusReply.error(failure)));
  }

  private void onComputed(Computed computed) {
    if (!isCurrent(computed.study()) || !held.containsKey(computed.ticket())) {
      return;
    }
    if (computed.result().isError()) {
      release(computed.ticket());
      pool.tell(
          new ToPool.Failed(
              context.getSelf(),
              computed.ticket(),
              StageFailure.message(computed.result().getError())));
    } else if (isLocal) {
      release(computed.ticket());
      pool.tell(
          new ToPool.Done(
              context.getSelf(), computed.ticket(), new Bulk.Local(computed.result().getValue())));
    } else {
      unconfirmed.add(computed.ticket(), computed.result().getValue());
      sendDue();
    }
  }

  private void sendDue() {
    unconfirmed
        .takeDue()
        .forEach(
            (ticket, result) ->
                pool.tell(
                    new ToPool.Done(
                        context.getSelf(), ticket, Bulk.to(pool, result, materializer))));
  }

  private void release(long ticket) {
    held.remove(ticket);
    unconfirmed.remove(ticket);
  }

  /** Returns whether a study has not ended, and has not begun again. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isCurrent(Study study) {
    return studies.get(study.id) == study;
  }

  private void forget(String id) {
    Study study = studies.remove(id);
    if (study != null) {
      held.entrySet().removeIf(each -> each.getValue().equals(id));
      unconfirmed.retain(held.keySet());
      process.tell(new InferenceProcess.Forget(study.name));
    }
  }
}
