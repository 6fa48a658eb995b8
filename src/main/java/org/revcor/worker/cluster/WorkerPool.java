package org.revcor.worker.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.revcor.ObserverFailedException;
import org.revcor.inference.Availability;
import org.revcor.inference.Platform;
import org.revcor.inference.PoolStatus;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.StudyTask;
import org.revcor.worker.Task;
import org.revcor.worker.TaskKind;

/**
 * Gives the tasks of all studies to workers, which are in this process or on other machines. A task
 * is a lease that its worker renews; when it ends, the task goes to another worker. The first
 * result of a task counts; a second one is compared with it, and a difference fails the study.
 */
public final class WorkerPool {
  /** Where workers find the pool of a server. */
  static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "worker-pool");

  public sealed interface Command permits ToPool, OfServer, Event {}

  /** A message of the server. */
  public sealed interface OfServer extends Command {}

  /** A message after which no task can be given that could not before. */
  private sealed interface Query extends OfServer {}

  /** A message of the pool to itself. */
  private sealed interface Event extends Command {}

  /** Computes a task; the reply is an error if its study has failed. */
  record Submit(
      StudyTask study,
      TaskKind kind,
      long block,
      byte[] images,
      ActorRef<StatusReply<byte[]>> replyTo)
      implements OfServer {}

  /** Fails the waiting tasks of a study. */
  record Forget(String study) implements OfServer {}

  /** Reports whether a worker can take tasks of a study, whenever that changes. */
  record ReportAvailability(String study, ActorRef<Availability> listener) implements OfServer {}

  /** Requests the lanes of a worker. */
  record GetFirst(ActorRef<First> replyTo) implements Query {}

  /** The lanes of the worker that joined first of those that are here; empty without workers. */
  record First(Optional<InferenceProcess.ProcessLanes> lanes) {}

  /** Requests all workers. */
  public record GetWorkers(ActorRef<Workers> replyTo) implements Query {}

  /** Requests the status of the lanes of all workers. */
  public record GetStatus(ActorRef<PoolStatus> replyTo) implements Query {}

  /** All workers, in the order in which they joined. */
  public record Workers(List<WorkerView> workers) {}

  private record Fetched(ActorRef<Worker.Command> worker, long ticket, StatusReply<byte[]> result)
      implements Event {}

  /** The run of a study has ended, in whatever way. */
  private record RunEnded(String study, ActorRef<Availability> listener) implements Event {}

  private record Tick() implements Event {}

  /** A result that is being received. */
  private record Receipt(ActorRef<Worker.Command> worker, long ticket) {}

  private final ActorContext<Command> context;
  private final String version;
  private final ActorRef<FileServer.Command> files;
  private final Materializer materializer;
  private final WorkerMetrics metrics;
  private final Leases<ActorRef<Worker.Command>> leases = new Leases<>();
  private final KnownWorkers workers = new KnownWorkers();
  private final FirstResults<ActorRef<Worker.Command>> firsts = new FirstResults<>();
  private final Set<Receipt> fetching = new HashSet<>();
  private final Map<String, String> failures = new HashMap<>();
  private final Map<String, ActorRef<Availability>> listeners = new HashMap<>();
  private final Map<String, Availability> reported = new HashMap<>();
  private long tickets;
  private long seconds;

  private WorkerPool(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String version,
      ActorRef<FileServer.Command> files,
      MeterRegistry registry) {
    this.context = context;
    this.version = version;
    this.files = files;
    this.materializer = Materializer.createMaterializer(context);
    this.metrics = new WorkerMetrics(registry);
    timers.startTimerWithFixedDelay(new Tick(), ClusterTimes.TICK);
  }

  /**
   * Creates the behaviour.
   *
   * @param version version that workers must have
   * @param files sends files to workers on other machines
   */
  public static Behavior<Command> create(
      String version, ActorRef<FileServer.Command> files, MeterRegistry registry) {
    return Behaviors.setup(
        context -> {
          context
              .getSystem()
              .receptionist()
              .tell(Receptionist.register(KEY, context.getSelf().narrow()));
          return Behaviors.withTimers(
              timers ->
                  Behaviors.receiveMessage(
                      new WorkerPool(context, timers, version, files, registry)::on));
        });
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case ToPool.Join join -> join(join);
      case ToPool.OfMember message -> onMember(message);
      case Submit submit -> submit(submit);
      case Forget(String study) -> forget(study);
      case ReportAvailability report -> {
        listeners.put(report.study(), report.listener());
        context.watchWith(report.listener(), new RunEnded(report.study(), report.listener()));
        reported.remove(report.study());
      }
      case GetFirst get -> get.replyTo().tell(new First(workers.first()));
      case GetStatus get -> get.replyTo().tell(status());
      case GetWorkers get -> get.replyTo().tell(new Workers(workers.views(leases, seconds)));
      case Fetched fetched -> onFetched(fetched);
      case RunEnded(String study, ActorRef<Availability> listener) -> {
        if (listener.equals(listeners.getOrDefault(study, listener))) {
          forget(study);
        }
      }
      case Tick tick -> tick();
    }
    if (!(command instanceof Query)) {
      grant();
    }
    return Behaviors.same();
  }

  private void onMember(ToPool.OfMember message) {
    ActorRef<Worker.Command> worker = message.worker();
    KnownWorkers.Known known = workers.find(worker);
    if (known == null) {
      worker.tell(new ToWorker.Unknown());
      return;
    }
    if (workers.hear(worker)) {
      context.getLog().info("worker {} responds again", known.card().name());
      leases.join(worker, known.card());
      if (known.isDraining()) {
        leases.close(worker);
      }
    }
    switch (message) {
      case ToPool.Alive alive -> {
        known.remember(alive.memory());
        Set<Long> present = new HashSet<>(alive.tickets());
        fetching.stream()
            .filter(receipt -> receipt.worker().equals(worker))
            .forEach(receipt -> present.add(receipt.ticket()));
        leases.renew(worker, present, seconds);
        worker.tell(new ToWorker.Heard());
      }
      case ToPool.Done done -> receive(done);
      case ToPool.Failed failed -> {
        leases.release(worker, failed.ticket());
        firsts.end(failed.ticket(), worker);
        worker.tell(new ToWorker.Received(failed.ticket()));
        Task task = leases.take(failed.ticket());
        if (task != null) {
          task.replyTo().tell(StatusReply.error(new ObserverFailedException(failed.message())));
        }
      }
      case ToPool.Declined declined -> {
        context
            .getLog()
            .warn(
                "study {}: worker {} cannot compute it now: {}",
                declined.study(),
                known.card().name(),
                declined.reason());
        known.end(declined.study());
        firsts.end(declined.study(), worker);
        leases.decline(
            worker, declined.study(), declined.reason(), declined.pauseSeconds(), seconds);
      }
      case ToPool.Drain drain -> {
        known.drain();
        leases.close(worker);
      }
      case ToPool.Leave leave -> {
        context.getLog().info("worker {} has left", known.card().name());
        leases.remove(worker);
        workers.remove(worker);
      }
    }
  }

  private void join(ToPool.Join join) {
    WorkerCard card = join.card();
    if (!version.equals(card.version())) {
      join.worker()
          .tell(
              new ToWorker.Refused(
                  "worker %s has version %s of Revcor and the server %s; install the server's version"
                      .formatted(card.name(), card.version(), version)));
      return;
    }
    KnownWorkers.Known earlier = workers.find(join.worker());
    if (earlier != null && earlier.isOf(join)) {
      join.worker().tell(new ToWorker.Joined(files));
      return;
    }
    if (workers.add(join)) {
      context
          .getLog()
          .info(
              "worker {} has joined: {} lanes, {}",
              card.name(),
              card.lanes(),
              Leases.words(card.platform()));
    }
    leases.join(join.worker(), card);
    firsts.end(join.worker()::equals);
    join.worker().tell(new ToWorker.Joined(files));
  }

  private void submit(Submit submit) {
    String failure = failures.get(submit.study().id());
    if (failure != null) {
      submit.replyTo().tell(StatusReply.error(new ObserverFailedException(failure)));
      return;
    }
    Optional<String> obstacle = leases.obstacle(submit.study().plan().platform());
    if (submit.kind() == TaskKind.PROBABILITIES && obstacle.isPresent()) {
      // blocks wait for a worker, reviews of maps do not
      submit.replyTo().tell(StatusReply.error(new ObserverFailedException(obstacle.get())));
      return;
    }
    leases.add(
        new Task(
            ++tickets,
            submit.study(),
            submit.kind(),
            submit.block(),
            submit.images(),
            submit.replyTo()));
  }

  private void forget(String study) {
    failures.remove(study);
    listeners.remove(study);
    reported.remove(study);
    files.tell(new FileServer.Withdraw(study));
    firsts.forget(study);
    for (Task task : leases.removeAll(study)) {
      task.replyTo().tell(StatusReply.error("the study has ended"));
    }
    workers.end(study).forEach(worker -> worker.tell(new ToWorker.Forget(study)));
  }

  private void grant() {
    for (Leases.Grant<ActorRef<Worker.Command>> grant : leases.grant(seconds)) {
      ActorRef<Worker.Command> worker = grant.worker();
      KnownWorkers.Known known = workers.find(worker);
      if (known == null) {
        continue;
      }
      Task task = grant.task();
      firsts.give(task, worker);
      StudyTask study = task.study();
      if (known.begin(study.id())) {
        files.tell(new FileServer.Offer(study.id(), study.specification()));
        worker.tell(
            new ToWorker.Begin(
                study.id(),
                Bulk.to(
                    worker, study.specification().getBytes(StandardCharsets.UTF_8), materializer),
                study.plan(),
                study.rowValues(),
                study.observerName(),
                study.observer(),
                study.stimuli()));
      }
      worker.tell(
          new ToWorker.Lease(
              task.ticket(),
              study.id(),
              task.kind(),
              task.block(),
              Bulk.to(worker, task.images(), materializer)));
    }
  }

  private void receive(ToPool.Done done) {
    if (done.result() instanceof Bulk.Local(byte[] bytes)) {
      onFetched(new Fetched(done.worker(), done.ticket(), StatusReply.success(bytes)));
    } else if (fetching.add(new Receipt(done.worker(), done.ticket()))) {
      context.pipeToSelf(
          Bulk.receive(done.result(), materializer),
          (bytes, failure) ->
              new Fetched(
                  done.worker(),
                  done.ticket(),
                  failure == null ? StatusReply.success(bytes) : StatusReply.error(failure)));
    }
  }

  private void onFetched(Fetched fetched) {
    fetching.remove(new Receipt(fetched.worker(), fetched.ticket()));
    KnownWorkers.Known known = workers.find(fetched.worker());
    String name = known == null ? "that has left" : known.card().name();
    leases.release(fetched.worker(), fetched.ticket());
    fetched.worker().tell(new ToWorker.Received(fetched.ticket()));
    if (fetched.result().isError()) {
      firsts.end(fetched.ticket(), fetched.worker());
      Task refused = leases.find(fetched.ticket());
      if (refused != null) {
        context
            .getLog()
            .warn(
                "study {}: the result of block {} of worker {} is refused and its task is given again: {}",
                refused.study().id(),
                refused.block(),
                name,
                fetched.result().getError().getMessage());
      }
      return;
    }
    byte[] bytes = fetched.result().getValue();
    Task task = leases.take(fetched.ticket());
    if (task != null) {
      count(known, task);
      task.replyTo().tell(StatusReply.success(bytes));
    }
    firsts.add(fetched.ticket(), fetched.worker(), name, bytes).ifPresent(this::fail);
  }

  private void count(KnownWorkers.@Nullable Known worker, Task task) {
    if (worker == null) {
      return;
    }
    long trials = task.kind() == TaskKind.SUMS ? task.study().plan().blockSize() : 0;
    worker.count(trials);
    metrics.done(worker.card().name(), trials);
  }

  private void fail(FirstResults.Conflict conflict) {
    metrics.conflict();
    context.getLog().error("study {}: {}", conflict.study(), conflict.problem());
    failures.put(conflict.study(), conflict.problem());
    for (Task task : leases.removeAll(conflict.study())) {
      task.replyTo().tell(StatusReply.error(new ObserverFailedException(conflict.problem())));
    }
  }

  private void tick() {
    seconds++;
    for (ActorRef<Worker.Command> worker : workers.tick()) {
      KnownWorkers.Known known = workers.find(worker);
      context
          .getLog()
          .warn(
              "worker {} does not respond; its tasks are given to others",
              known == null ? worker : known.card().name());
      leases.remove(worker);
    }
    metrics.set(workers.names(), workers.ready());
    for (Task review : leases.removeUnservedReviews(seconds)) {
      review
          .replyTo()
          .tell(StatusReply.error(new ObserverFailedException("no worker is left for the maps")));
    }
    firsts.end(worker -> workers.find(worker) == null);
    leases.platforms().forEach(this::report);
  }

  private void report(String study, Platform platform) {
    ActorRef<Availability> listener = listeners.get(study);
    Availability availability = new Availability(leases.obstacle(platform));
    if (listener != null && !availability.equals(reported.put(study, availability))) {
      listener.tell(availability);
    }
  }

  private PoolStatus status() {
    List<WorkerView> ready =
        workers.views(leases, seconds).stream()
            .filter(worker -> worker.state() != WorkerView.State.LOST)
            .toList();
    int lanes = ready.stream().mapToInt(worker -> worker.card().lanes()).sum();
    int tasks = ready.stream().mapToInt(WorkerView::tasks).sum();
    return new PoolStatus(lanes, Math.min(lanes, tasks), 0, leases.waiting());
  }
}
