package org.revcor.worker.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
import org.revcor.file.Digest;
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

  private static final Duration TICK = Duration.ofSeconds(1);

  /** Seconds without a message after which a worker is lost. */
  private static final int SILENCE_TIMEOUT = 10;

  /** Seconds after which a lost worker is not listed any more. */
  private static final int LISTED_TIME = 600;

  /** Weight of the last second in the shown speed. */
  private static final double NEWEST = .3;

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

  /** A worker and what is known of it. */
  private static final class Known {
    private WorkerCard card;
    private WorkerView.State state = WorkerView.State.READY;
    private Instant lastContact = Instant.now();
    private int silentSeconds;
    private boolean isDraining;
    private final long attempt;
    private long memory;
    private final Set<String> begun = new HashSet<>();
    private long trials;
    private double trialsPerSecond;

    private Known(WorkerCard card, long attempt) {
      this.card = card;
      this.attempt = attempt;
    }
  }

  /** The first result of a task that other workers have as well. */
  private record Result(String study, long block, String worker, String digest) {}

  /** A result that is being received. */
  private record Receipt(ActorRef<Worker.Command> worker, long ticket) {}

  private final ActorContext<Command> context;
  private final String version;
  private final ActorRef<FileServer.Command> files;
  private final Materializer materializer;
  private final WorkerMetrics metrics;
  private final Leases<ActorRef<Worker.Command>> leases = new Leases<>();
  private final Map<ActorRef<Worker.Command>, Known> workers = new LinkedHashMap<>();
  private final Map<Long, Result> firsts = new HashMap<>();
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
    timers.startTimerWithFixedDelay(new Tick(), TICK);
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
      case ToPool message -> onWorker(message);
      case Submit submit -> submit(submit);
      case Forget(String study) -> forget(study);
      case ReportAvailability report -> {
        listeners.put(report.study(), report.listener());
        context.watchWith(report.listener(), new RunEnded(report.study(), report.listener()));
        reported.remove(report.study());
      }
      case GetFirst get -> get.replyTo().tell(first());
      case GetStatus get -> get.replyTo().tell(status());
      case GetWorkers get -> get.replyTo().tell(new Workers(views()));
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

  private void onWorker(ToPool message) {
    if (message instanceof ToPool.Join join) {
      join(join);
      return;
    }
    ActorRef<Worker.Command> worker = message.worker();
    Known known = workers.get(worker);
    if (known == null) {
      worker.tell(new ToWorker.Unknown());
      return;
    }
    known.lastContact = Instant.now();
    known.silentSeconds = 0;
    if (known.state == WorkerView.State.LOST) {
      context.getLog().info("worker {} responds again", known.card.name());
      leases.join(worker, known.card);
      known.state = known.isDraining ? WorkerView.State.DRAINING : WorkerView.State.READY;
      if (known.isDraining) {
        leases.close(worker);
      }
    }
    switch (message) {
      case ToPool.Join again -> throw new IllegalStateException("handled above");
      case ToPool.Alive alive -> {
        known.memory = alive.memory();
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
                known.card.name(),
                declined.reason());
        known.begun.remove(declined.study());
        leases.decline(
            worker, declined.study(), declined.reason(), declined.pauseSeconds(), seconds);
      }
      case ToPool.Drain drain -> {
        known.isDraining = true;
        known.state = WorkerView.State.DRAINING;
        leases.close(worker);
      }
      case ToPool.Leave leave -> {
        context.getLog().info("worker {} has left", known.card.name());
        leases.remove(worker);
        workers.remove(worker);
      }
    }
  }

  private void join(ToPool.Join join) {
    WorkerCard card = join.card();
    if (!card.version().equals(version)) {
      join.worker()
          .tell(
              new ToWorker.Refused(
                  "worker %s has version %s of Revcor and the server %s; install the server's version"
                      .formatted(card.name(), card.version(), version)));
      return;
    }
    Known earlier = workers.get(join.worker());
    if (earlier != null && earlier.attempt == join.attempt()) {
      join.worker().tell(new ToWorker.Joined(files));
      return;
    }
    workers.put(join.worker(), new Known(card, join.attempt()));
    if (earlier == null) {
      context
          .getLog()
          .info(
              "worker {} has joined: {} lanes, {}",
              card.name(),
              card.lanes(),
              Leases.words(card.platform()));
    }
    leases.join(join.worker(), card);
    join.worker().tell(new ToWorker.Joined(files));
  }

  private First first() {
    return new First(
        workers.values().stream()
            .filter(worker -> worker.state == WorkerView.State.READY)
            .findFirst()
            .map(
                worker ->
                    new InferenceProcess.ProcessLanes(
                        worker.card.hardware(), worker.card.lanes())));
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
    firsts.values().removeIf(first -> first.study().equals(study));
    for (Task task : leases.removeAll(study)) {
      task.replyTo().tell(StatusReply.error("the study has ended"));
    }
    workers.forEach(
        (worker, known) -> {
          if (known.begun.remove(study)) {
            worker.tell(new ToWorker.Forget(study));
          }
        });
  }

  private void grant() {
    for (Leases.Grant<ActorRef<Worker.Command>> grant : leases.grant(seconds)) {
      ActorRef<Worker.Command> worker = grant.worker();
      Known known = workers.get(worker);
      if (known == null) {
        continue;
      }
      Task task = grant.task();
      StudyTask study = task.study();
      if (known.begun.add(study.id())) {
        files.tell(new FileServer.Offer(study.id(), study.specification()));
        worker.tell(
            new ToWorker.Begin(
                study.id(),
                bulk(known, study.specification().getBytes(StandardCharsets.UTF_8)),
                study.plan(),
                study.rowValues(),
                study.observerName(),
                study.observer(),
                study.stimuli()));
      }
      worker.tell(
          new ToWorker.Lease(
              task.ticket(), study.id(), task.kind(), task.block(), bulk(known, task.images())));
    }
  }

  private Bulk bulk(Known worker, byte[] bytes) {
    return worker.card.address().isEmpty() ? Bulk.within(bytes) : Bulk.to(bytes, materializer);
  }

  private void receive(ToPool.Done done) {
    if (done.result() instanceof Bulk.Whole(byte[] bytes, String digest) && digest.isEmpty()) {
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
    Known known = workers.get(fetched.worker());
    String name = known == null ? "that has left" : known.card.name();
    leases.release(fetched.worker(), fetched.ticket());
    fetched.worker().tell(new ToWorker.Received(fetched.ticket()));
    if (fetched.result().isError()) {
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
      if (!leases.holders(task.ticket()).isEmpty()) {
        firsts.put(
            task.ticket(), new Result(task.study().id(), task.block(), name, Digest.of(bytes)));
      }
    } else if (firsts.containsKey(fetched.ticket())) {
      compare(firsts.get(fetched.ticket()), name, Digest.of(bytes));
    }
    if (leases.holders(fetched.ticket()).isEmpty()) {
      firsts.remove(fetched.ticket());
    }
  }

  private void count(@Nullable Known worker, Task task) {
    if (worker == null) {
      return;
    }
    long trials = task.kind() == TaskKind.SUMS ? task.study().plan().blockSize() : 0;
    worker.trials += trials;
    metrics.done(worker.card.name(), trials);
  }

  private void compare(Result first, String worker, String digest) {
    if (first.digest().equals(digest)) {
      return;
    }
    String problem =
        "workers %s and %s computed different sums of block %d; run revcor selftest on both"
            .formatted(first.worker(), worker, first.block());
    metrics.conflict();
    context.getLog().error("study {}: {}", first.study(), problem);
    failures.put(first.study(), problem);
    for (Task task : leases.removeAll(first.study())) {
      task.replyTo().tell(StatusReply.error(new ObserverFailedException(problem)));
    }
  }

  private void tick() {
    seconds++;
    for (ActorRef<Worker.Command> worker : List.copyOf(workers.keySet())) {
      Known known = workers.get(worker);
      if (known == null) {
        continue;
      }
      known.trialsPerSecond = (1 - NEWEST) * known.trialsPerSecond + NEWEST * known.trials;
      known.trials = 0;
      known.silentSeconds++;
      if (known.state != WorkerView.State.LOST && known.silentSeconds > SILENCE_TIMEOUT) {
        context
            .getLog()
            .warn("worker {} does not respond; its tasks are given to others", known.card.name());
        known.state = WorkerView.State.LOST;
        leases.remove(worker);
      } else if (known.silentSeconds > LISTED_TIME) {
        workers.remove(worker);
      }
    }
    metrics.workers(
        (int)
            workers.values().stream()
                .filter(known -> known.state == WorkerView.State.READY)
                .count());
    for (Task review : leases.removeUnservedReviews()) {
      review
          .replyTo()
          .tell(StatusReply.error(new ObserverFailedException("no worker is left for the maps")));
    }
    firsts.keySet().removeIf(ticket -> leases.holders(ticket).isEmpty());
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
        views().stream().filter(worker -> worker.state() != WorkerView.State.LOST).toList();
    int lanes = ready.stream().mapToInt(worker -> worker.card().lanes()).sum();
    int tasks = ready.stream().mapToInt(WorkerView::tasks).sum();
    return new PoolStatus(lanes, Math.min(lanes, tasks), 0, leases.waiting());
  }

  private List<WorkerView> views() {
    return workers.entrySet().stream()
        .map(
            worker -> {
              Known known = worker.getValue();
              return new WorkerView(
                  known.card,
                  known.state,
                  leases.held(worker.getKey()).size(),
                  known.trialsPerSecond,
                  known.lastContact,
                  known.memory,
                  notEligible(worker.getKey(), known.card));
            })
        .toList();
  }

  private Map<String, String> notEligible(ActorRef<Worker.Command> worker, WorkerCard card) {
    Map<String, String> reasons = new HashMap<>();
    leases
        .platforms()
        .forEach(
            (study, platform) -> {
              if (card.platforms().contains(platform)) {
                leases
                    .refusal(worker, study, seconds)
                    .ifPresent(reason -> reasons.put(study, reason));
              } else {
                reasons.put(
                    study,
                    "the study's platform is %s, the worker's %s"
                        .formatted(Leases.words(platform), Leases.words(card.platform())));
              }
            });
    return Map.copyOf(reasons);
  }
}
