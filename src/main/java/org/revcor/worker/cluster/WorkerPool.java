package org.revcor.worker.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Requests the lanes of the first worker, when one has joined. */
  record GetFirst(ActorRef<InferenceProcess.ProcessLanes> replyTo) implements OfServer {}

  /** Requests all workers. */
  public record GetWorkers(ActorRef<Workers> replyTo) implements OfServer {}

  /** Requests the status of the lanes of all workers. */
  public record GetStatus(ActorRef<PoolStatus> replyTo) implements OfServer {}

  /** All workers, in the order in which they joined. */
  public record Workers(List<WorkerView> workers) {}

  private record Fetched(ActorRef<Worker.Command> worker, long ticket, StatusReply<byte[]> result)
      implements Event {}

  private record Tick() implements Event {}

  /** A worker and what is known of it. */
  private static final class Known {
    private WorkerCard card;
    private WorkerView.State state = WorkerView.State.READY;
    private Instant lastContact = Instant.now();
    private int silentSeconds;
    private long memory;
    private final Set<String> begun = new HashSet<>();
    private long trials;
    private double trialsPerSecond;

    private Known(WorkerCard card) {
      this.card = card;
    }
  }

  /** The first result of a task that other workers have as well. */
  private record First(String study, long block, String worker, String digest) {}

  private final ActorContext<Command> context;
  private final String version;
  private final ActorRef<FileServer.Command> files;
  private final Materializer materializer;
  private final WorkerMetrics metrics;
  private final Leases<ActorRef<Worker.Command>> leases = new Leases<>();
  private final Map<ActorRef<Worker.Command>, Known> workers = new LinkedHashMap<>();
  private final Map<Long, First> firsts = new HashMap<>();
  private final Set<Long> fetching = new HashSet<>();
  private final Map<String, String> failures = new HashMap<>();
  private final Map<String, ActorRef<Availability>> listeners = new HashMap<>();
  private final Map<String, Availability> reported = new HashMap<>();
  private final List<ActorRef<InferenceProcess.ProcessLanes>> wantFirst = new ArrayList<>();
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
        reported.remove(report.study());
      }
      case GetFirst get -> {
        wantFirst.add(get.replyTo());
        tellFirst();
      }
      case GetStatus get -> get.replyTo().tell(status());
      case GetWorkers get -> get.replyTo().tell(new Workers(views()));
      case Fetched fetched -> onFetched(fetched);
      case Tick tick -> tick();
    }
    grant();
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
      known.state = WorkerView.State.READY;
      leases.join(worker, known.card);
    }
    switch (message) {
      case ToPool.Join again -> throw new IllegalStateException("handled above");
      case ToPool.Alive alive -> {
        known.memory = alive.memory();
        Set<Long> present = new HashSet<>(alive.tickets());
        present.addAll(fetching);
        leases.renew(worker, present, seconds);
        worker.tell(new ToWorker.Received(List.of()));
      }
      case ToPool.Done done -> receive(done);
      case ToPool.Failed failed -> {
        leases.release(worker, failed.ticket());
        worker.tell(new ToWorker.Received(List.of(failed.ticket())));
        PoolTask task = leases.take(failed.ticket());
        if (task != null) {
          task.replyTo().tell(StatusReply.error(new ObserverFailedException(failed.message())));
        }
      }
      case ToPool.Drain drain -> {
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
    if (workers.put(join.worker(), new Known(card)) == null) {
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
    tellFirst();
  }

  private void tellFirst() {
    workers.values().stream()
        .findFirst()
        .map(
            worker ->
                new InferenceProcess.ProcessLanes(worker.card.hardware(), worker.card.lanes()))
        .ifPresent(
            lanes -> {
              wantFirst.forEach(each -> each.tell(lanes));
              wantFirst.clear();
            });
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
        new PoolTask(
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
    for (PoolTask task : leases.removeAll(study)) {
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
      PoolTask task = grant.task();
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
    } else if (fetching.add(done.ticket())) {
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
    fetching.remove(fetched.ticket());
    Known known = workers.get(fetched.worker());
    String name = known == null ? "that has left" : known.card.name();
    leases.release(fetched.worker(), fetched.ticket());
    fetched.worker().tell(new ToWorker.Received(List.of(fetched.ticket())));
    if (fetched.result().isError()) {
      PoolTask refused = leases.find(fetched.ticket());
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
    PoolTask task = leases.take(fetched.ticket());
    if (task != null) {
      count(known, task);
      task.replyTo().tell(StatusReply.success(bytes));
      if (!leases.holders(task.ticket()).isEmpty()) {
        firsts.put(
            task.ticket(), new First(task.study().id(), task.block(), name, Digest.of(bytes)));
      }
    } else if (firsts.containsKey(fetched.ticket())) {
      compare(firsts.get(fetched.ticket()), name, Digest.of(bytes));
    }
    if (leases.holders(fetched.ticket()).isEmpty()) {
      firsts.remove(fetched.ticket());
    }
  }

  private void count(@Nullable Known worker, PoolTask task) {
    if (worker == null) {
      return;
    }
    long trials = task.kind() == TaskKind.SUMS ? task.study().plan().blockSize() : 0;
    worker.trials += trials;
    metrics.done(worker.card.name(), trials);
  }

  private void compare(First first, String worker, String digest) {
    if (first.digest().equals(digest)) {
      return;
    }
    String problem =
        "workers %s and %s computed different sums of block %d; run revcor selftest on both"
            .formatted(first.worker(), worker, first.block());
    metrics.conflict();
    context.getLog().error("study {}: {}", first.study(), problem);
    failures.put(first.study(), problem);
    for (PoolTask task : leases.removeAll(first.study())) {
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
                  notEligible(known.card));
            })
        .toList();
  }

  private Map<String, String> notEligible(WorkerCard card) {
    return leases.platforms().entrySet().stream()
        .filter(study -> !card.platforms().contains(study.getValue()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                study ->
                    "the study's platform is %s, the worker's %s"
                        .formatted(Leases.words(study.getValue()), Leases.words(card.platform()))));
  }
}
