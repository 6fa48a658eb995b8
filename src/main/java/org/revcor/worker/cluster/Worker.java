package org.revcor.worker.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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
import org.revcor.RefusedException.Reason;
import org.revcor.inference.StudyInference;
import org.revcor.study.plan.StageFailure;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;
import org.revcor.worker.cluster.WorkerCard.WorkerIdentity;

/**
 * Requests tasks of a pool for the lanes of an inference process, and keeps their results until the
 * pool has them.
 *
 * <pre>
 * starting ──► joining ──► working ──► stopped
 *                 ▲           │
 *                 └───────────┘  the pool does not know this worker
 * </pre>
 */
public final class Worker {
  public sealed interface Command permits ToWorker, OwnMessage {}

  public sealed interface OwnMessage extends Command {}

  private sealed interface StartMessage extends OwnMessage {}

  public record Start() implements StartMessage {}

  private record HasLanes(InferenceProcess.ProcessLanes lanes) implements StartMessage {}

  private record HasHealth(InferenceProcess.Health health) implements OwnMessage {}

  private record Tick() implements OwnMessage {}

  /** The files of a study are here, or cannot be fetched. */
  private record Prepared(WorkedStudy study, StatusReply<StudyDescription> description)
      implements OwnMessage {}

  private record HasInput(WorkedStudy study, ToWorker.Lease lease, StatusReply<byte[]> input)
      implements OwnMessage {}

  private record Computed(WorkedStudy study, long ticket, StatusReply<byte[]> result)
      implements OwnMessage {}

  /** What a joined worker needs to know of the pool, and to join it again. */
  private record Pool(ActorRef<FileServer.Command> files, WorkerCard card) {}

  private final ActorContext<Command> context;
  private final ActorRef<WorkerPool.Command> pool;
  private final ActorRef<InferenceProcess.Command> process;
  private final WorkerIdentity identity;
  private final ActorRef<Refusal> refusals;
  private final Optional<FileMirror> mirror;

  private final Materializer materializer;
  private final Map<String, WorkedStudy> studies = new HashMap<>();
  private final HeldTasks<WorkedStudy> held = new HeldTasks<>();
  private final ActorRef<InferenceProcess.Health> healthReplies;
  private InferenceProcess.Health health = new InferenceProcess.Health(0, 0);
  private long attempts;
  private long begun;
  private long lastSeen = System.nanoTime();

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
    this.materializer = Materializer.createMaterializer(context);
    this.healthReplies = context.messageAdapter(InferenceProcess.Health.class, HasHealth::new);
    timers.startTimerWithFixedDelay(new Tick(), ClusterTimes.TICK);
  }

  /**
   * Creates the behaviour, which stops when the pool refuses the worker or is lost.
   *
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
        lastSeen = System.nanoTime();
        yield join(WorkerCard.of(identity, lanes));
      }
      default -> Behaviors.same();
    };
  }

  private Behavior<Command> behavior(Function<Command, Behavior<Command>> state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, state::apply)
        .onSignal(
            PostStop.class,
            stop -> {
              List.copyOf(studies.keySet()).forEach(this::forget);
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
        lastSeen = System.nanoTime();
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
      case ToWorker late -> Behaviors.same();
      case OwnMessage late -> Behaviors.same();
    };
  }

  /** Returns whether the pool, which is in another process, is silent for too long. */
  private boolean isLost() {
    boolean isLost =
        !Bulk.isLocal(pool) && System.nanoTime() - lastSeen > ClusterTimes.POOL_SILENCE.toNanos();
    if (isLost) {
      context.getLog().warn("the server does not respond");
    }
    return isLost;
  }

  private Behavior<Command> working(Command command, Pool joined) {
    if (command instanceof ToWorker) {
      lastSeen = System.nanoTime();
    }
    switch (command) {
      case ToWorker.Begin begin -> begin(begin, joined.files());
      case ToWorker.Lease lease -> lease(lease);
      case ToWorker.Received received -> held.remove(received.ticket());
      case ToWorker.Heard heard -> context.getLog().trace("the pool responds");
      case ToWorker.Forget forget -> forget(forget.study());
      case ToWorker.Unknown unknown -> {
        return join(joined.card());
      }
      case ToWorker.Joined again -> context.getLog().debug("joined twice");
      case ToWorker.Refused late -> context.getLog().debug("joined already");
      case StartMessage late -> context.getLog().debug("started already");
      case Prepared(WorkedStudy study, var description) -> {
        if (study.equals(studies.get(study.id))) {
          onPrepared(study, description);
        }
      }
      case HasInput(WorkedStudy study, ToWorker.Lease lease, var input) -> {
        if (held.has(lease.ticket(), study)) {
          onInput(study, lease, input);
        }
      }
      case Computed(WorkedStudy study, long ticket, var result) -> {
        if (held.has(ticket, study)) {
          onComputed(study, ticket, result);
        }
      }
      case HasHealth(InferenceProcess.Health now) -> health = now;
      case Tick tick -> {
        process.tell(new InferenceProcess.GetHealth(healthReplies));
        pool.tell(
            new ToPool.Alive(
                context.getSelf(), held.tickets(), health.residentBytes(), health.failures()));
        sendDue();
        return isLost() ? Behaviors.stopped() : Behaviors.same();
      }
    }
    return Behaviors.same();
  }

  /** Fetches the files of a study, which then has its tasks computed. */
  private void begin(ToWorker.Begin begin, ActorRef<FileServer.Command> files) {
    String id = begin.study().id();
    forget(id);
    WorkedStudy study = new WorkedStudy(id, id + "#" + ++begun);
    studies.put(study.id, study);
    context.pipeToSelf(
        Bulk.receive(begin.specification(), materializer)
            .thenApply(json -> begin.description(study.name, json))
            .whenCompleteAsync(
                (described, failure) -> {
                  if (failure == null) {
                    mirror.ifPresent(copies -> copies.fetch(described.specification(), files));
                  }
                },
                context.getSystem().dispatchers().lookup(DispatcherSelector.blocking())),
        (described, failure) -> new Prepared(study, reply(described, failure)));
  }

  private static <T> StatusReply<T> reply(@Nullable T result, @Nullable Throwable failure) {
    return failure == null
        ? StatusReply.success(result)
        : StatusReply.error(StageFailure.of(failure));
  }

  private void onPrepared(WorkedStudy study, StatusReply<StudyDescription> description) {
    if (description.isError()) {
      decline(
          study.id,
          "its files cannot be fetched: " + StageFailure.message(description.getError()),
          ClusterTimes.FETCH_PAUSE);
    } else {
      study.description = description.getValue();
      study.waiting.forEach(lease -> receiveInput(study, lease));
      study.waiting.clear();
    }
  }

  private void lease(ToWorker.Lease lease) {
    WorkedStudy study = studies.get(lease.study());
    if (study == null) {
      decline(lease.study(), "its description was lost", Duration.ZERO);
    } else if (held.add(lease.ticket(), study)) {
      if (study.description == null) {
        study.waiting.add(lease);
      } else {
        receiveInput(study, lease);
      }
    }
  }

  private void receiveInput(WorkedStudy study, ToWorker.Lease lease) {
    context.pipeToSelf(
        Bulk.receive(lease.input(), materializer),
        (input, failure) -> new HasInput(study, lease, reply(input, failure)));
  }

  private void onInput(WorkedStudy study, ToWorker.Lease lease, StatusReply<byte[]> input) {
    if (input.isError()) {
      decline(
          study.id, "its input was lost: " + StageFailure.message(input.getError()), Duration.ZERO);
      return;
    }
    StudyDescription description = Objects.requireNonNull(study.description);
    context.pipeToSelf(
        AskPattern.<InferenceProcess.Command, byte[]>askWithStatus(
            process,
            replyTo ->
                new InferenceProcess.Submit(
                    Task.of(description, lease.kind(), lease.block(), input.getValue(), replyTo)),
            StudyInference.REPLY_TIMEOUT,
            context.getSystem().scheduler()),
        (result, failure) -> new Computed(study, lease.ticket(), reply(result, failure)));
  }

  private void onComputed(WorkedStudy study, long ticket, StatusReply<byte[]> result) {
    if (!result.isError()) {
      held.complete(ticket, result.getValue());
      sendDue();
    } else if (Reason.UNAVAILABLE.isOf(result.getError())) {
      decline(study.id, StageFailure.message(result.getError()), ClusterTimes.START_PAUSE);
    } else {
      held.remove(ticket);
      pool.tell(ToPool.Failed.of(context.getSelf(), ticket, result.getError()));
    }
  }

  private void decline(String study, String reason, Duration pause) {
    forget(study);
    pool.tell(new ToPool.Declined(context.getSelf(), study, reason, pause.toSeconds()));
  }

  private void sendDue() {
    held.takeDue(System.nanoTime())
        .forEach(
            (ticket, result) ->
                pool.tell(
                    new ToPool.Done(
                        context.getSelf(), ticket, Bulk.to(pool, result, materializer))));
  }

  private void forget(String id) {
    WorkedStudy study = studies.remove(id);
    if (study != null) {
      held.removeAll(study);
      process.tell(new InferenceProcess.Forget(study.name));
    }
  }

  private static final class WorkedStudy {
    private final String id;

    /** Its name in the inference process, which has had no other study of it. */
    private final String name;

    /** Known when its files are here. */
    private @Nullable StudyDescription description;

    private final List<ToWorker.Lease> waiting = new ArrayList<>();

    private WorkedStudy(String id, String name) {
      this.id = id;
      this.name = name;
    }
  }

  /**
   * The tasks of a worker, until its pool has confirmed their results. A result is sent again as
   * long as it is not confirmed.
   */
  static final class HeldTasks<S> {
    private static final class Held<S> {
      private final S study;
      private byte @Nullable [] result;
      private long sent;

      private Held(S study) {
        this.study = study;
      }

      private boolean isDue(long now) {
        boolean isDue =
            result != null && (sent == 0 || now - sent > ClusterTimes.CONFIRMATION.toNanos());
        sent = isDue ? now : sent;
        return isDue;
      }
    }

    private final Map<Long, Held<S>> tasks = new LinkedHashMap<>();

    boolean add(long ticket, S study) {
      return tasks.putIfAbsent(ticket, new Held<>(study)) == null;
    }

    boolean has(long ticket, S study) {
      Held<S> task = tasks.get(ticket);
      return task != null && task.study.equals(study);
    }

    void complete(long ticket, byte[] result) {
      Held<S> task = tasks.get(ticket);
      if (task != null) {
        task.result = result;
      }
    }

    /**
     * Returns the results to send now, by ticket: new ones, and those that were sent long ago.
     *
     * @param now time of {@link System#nanoTime}
     */
    Map<Long, byte[]> takeDue(long now) {
      Map<Long, byte[]> due = new LinkedHashMap<>();
      tasks.forEach(
          (ticket, task) -> {
            if (task.isDue(now) && task.result != null) {
              due.put(ticket, task.result);
            }
          });
      return due;
    }

    void remove(long ticket) {
      tasks.remove(ticket);
    }

    void removeAll(S study) {
      tasks.values().removeIf(task -> task.study.equals(study));
    }

    List<Long> tickets() {
      return List.copyOf(tasks.keySet());
    }
  }
}
