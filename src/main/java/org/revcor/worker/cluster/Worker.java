package org.revcor.worker.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.cluster.WorkerCard.WorkerIdentity;

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

  /** A message that has no effect on a worker that has started. */
  private sealed interface OfStart extends OfWorker {}

  /** Starts the inference process and joins the pool. */
  public record Start() implements OfStart {}

  private record HasLanes(InferenceProcess.ProcessLanes lanes) implements OfStart {}

  private record HasHealth(InferenceProcess.Health health) implements OfWorker {}

  private record Tick() implements OfWorker {}

  /** A task was computed, or has failed. */
  record Computed(ActorRef<WorkerStudy.Command> study, long ticket, StatusReply<byte[]> result)
      implements OfWorker {}

  /** A study cannot be computed now. */
  record Unable(ActorRef<WorkerStudy.Command> study, String id, String reason, Duration pause)
      implements OfWorker {}

  /** What a joined worker needs to know of the pool, and to join it again. */
  private record Pool(ActorRef<FileServer.Command> files, WorkerCard card) {}

  private final ActorContext<Command> context;
  private final ActorRef<WorkerPool.Command> pool;
  private final ActorRef<InferenceProcess.Command> process;
  private final WorkerIdentity identity;
  private final ActorRef<Refusal> refusals;
  private final Optional<FileMirror> mirror;

  private final Materializer materializer;
  private final Map<String, ActorRef<WorkerStudy.Command>> studies = new HashMap<>();
  private final HeldTasks<ActorRef<WorkerStudy.Command>> held = new HeldTasks<>();
  private final ActorRef<InferenceProcess.Health> healthReplies;
  private InferenceProcess.Health health = new InferenceProcess.Health(0, 0);
  private long attempts;
  private long begun;
  private long lastSeen = System.nanoTime();

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
    this.materializer = Materializer.createMaterializer(context);
    this.healthReplies = context.messageAdapter(InferenceProcess.Health.class, HasHealth::new);
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
        lastSeen = System.nanoTime();
        yield join(WorkerCard.of(identity, lanes));
      }
      case FinishTasks finish -> Behaviors.stopped();
      default -> Behaviors.same();
    };
  }

  private Behavior<Command> behavior(Function<Command, Behavior<Command>> state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, state::apply)
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
      case FinishTasks finish -> Behaviors.stopped();
      case ToWorker late -> Behaviors.same();
      case OfWorker late -> Behaviors.same();
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
    if (!(command instanceof FinishTasks)) {
      return anytime(command, joined);
    }
    pool.tell(new ToPool.Drain(context.getSelf()));
    return held.isEmpty() ? Behaviors.stopped() : behavior(each -> draining(each, joined));
  }

  private Behavior<Command> draining(Command command, Pool joined) {
    Behavior<Command> next = anytime(command, joined);
    return held.isEmpty() ? Behaviors.stopped() : next;
  }

  private Behavior<Command> anytime(Command command, Pool joined) {
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
      case OfStart late -> context.getLog().debug("started already");
      case Computed(var study, long ticket, var result) -> {
        if (held.has(ticket, study)) {
          onComputed(ticket, result);
        }
      }
      case Unable(var study, String id, String reason, Duration pause) -> {
        if (study.equals(studies.get(id))) {
          decline(id, reason, pause);
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
      case FinishTasks again -> context.getLog().debug("draining already");
    }
    return Behaviors.same();
  }

  private void begin(ToWorker.Begin begin, ActorRef<FileServer.Command> files) {
    forget(begin.study());
    ActorRef<WorkerStudy.Command> study =
        context.spawnAnonymous(
            WorkerStudy.create(
                begin,
                begin.study() + "#" + ++begun,
                context.getSelf(),
                process,
                described ->
                    mirror.ifPresent(
                        copies -> copies.fetch(begin.study(), described.specification(), files))));
    context.watch(study); // without a handler: if it fails, so does this worker
    studies.put(begin.study(), study);
  }

  private void lease(ToWorker.Lease lease) {
    ActorRef<WorkerStudy.Command> study = studies.get(lease.study());
    if (study == null) {
      decline(lease.study(), "its description was lost", Duration.ZERO);
    } else if (held.add(lease.ticket(), study)) {
      study.tell(new WorkerStudy.Compute(lease));
    }
  }

  private void decline(String study, String reason, Duration pause) {
    forget(study);
    pool.tell(new ToPool.Declined(context.getSelf(), study, reason, pause.toSeconds()));
  }

  private void onComputed(long ticket, StatusReply<byte[]> result) {
    if (result.isError()) {
      held.remove(ticket);
      pool.tell(ToPool.Failed.of(context.getSelf(), ticket, result.getError()));
    } else {
      held.complete(ticket, result.getValue());
      sendDue();
    }
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
    ActorRef<WorkerStudy.Command> study = studies.remove(id);
    if (study != null) {
      held.removeAll(study);
      context.unwatch(study);
      study.tell(new WorkerStudy.End());
    }
  }

  /**
   * The tasks of a worker, until its pool has confirmed their results. A result is sent again as
   * long as it is not confirmed.
   *
   * @param <S> what computes the tasks of a study
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

    /** Adds a task, and returns whether the worker did not have it. */
    boolean add(long ticket, S study) {
      return tasks.putIfAbsent(ticket, new Held<>(study)) == null;
    }

    /** Returns whether the worker has the task of a study. */
    boolean has(long ticket, S study) {
      Held<S> task = tasks.get(ticket);
      return task != null && task.study.equals(study);
    }

    /** Adds the result of a task that the worker has. */
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

    /** Removes the tasks of a study. */
    void removeAll(S study) {
      tasks.values().removeIf(task -> task.study.equals(study));
    }

    List<Long> tickets() {
      return List.copyOf(tasks.keySet());
    }

    boolean isEmpty() {
      return tasks.isEmpty();
    }
  }
}
