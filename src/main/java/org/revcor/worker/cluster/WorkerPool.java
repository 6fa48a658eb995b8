package org.revcor.worker.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.revcor.file.Digest;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Gives the tasks of all studies to workers, which are in this process or on other machines. A task
 * is a lease that its worker renews; when it ends, the task goes to another worker. The first
 * result of a task counts; a second one is compared with it, and a difference fails the study.
 */
public final class WorkerPool {
  /** Where workers find the pool of a server. */
  static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "worker-pool");

  public sealed interface Command permits ToPool, Request, Event {}

  public sealed interface Request extends Command {}

  /** A request that changes nothing, so no tasks are granted after it. */
  private sealed interface Query extends Request {}

  private sealed interface Event extends Command {}

  record Submit(Task task) implements Request {}

  /** Fails the waiting tasks of a study, whose run may submit further ones. */
  record Forget(String study) implements Request {}

  /** Reports whether a worker can take tasks of a study, whenever that changes. */
  record ReportAvailability(String study, ActorRef<Availability> listener) implements Request {}

  public record GetWorkers(ActorRef<Workers> replyTo) implements Query {}

  public record GetStatus(ActorRef<PoolStatus> replyTo) implements Query {}

  /** All workers, in the order in which they joined. */
  public record Workers(List<WorkerView> workers) {}

  private record Fetched(ActorRef<Worker.Command> worker, long ticket, StatusReply<byte[]> result)
      implements Event {}

  private record RunEnded(String study, ActorRef<Availability> listener) implements Event {}

  private record Tick() implements Event {}

  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  private final ActorContext<Command> context;
  private final String version;
  private final ActorRef<FileServer.Command> files;
  private final Materializer materializer;
  private final WorkerReport report;
  private final PoolWorkers<ActorRef<Worker.Command>> members = new PoolWorkers<>();
  private final Leases<ActorRef<Worker.Command>> leases = new Leases<>(members);
  private final FirstResults firsts = new FirstResults();
  private final Map<String, PoolStudy> studies = new HashMap<>();
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
    this.report = new WorkerReport(members, leases, registry);
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
      case ToPool.MemberMessage message ->
          sender(message.worker()).ifPresent(member -> onMember(message, member));
      case Submit submit -> submit(submit);
      case Forget(String study) -> forget(study);
      case ReportAvailability(String study, ActorRef<Availability> listener) -> {
        study(study).setListener(listener);
        context.unwatch(listener); // of an earlier part of the same run
        context.watchWith(listener, new RunEnded(study, listener));
      }
      case GetStatus get -> get.replyTo().tell(report.status());
      case GetWorkers get -> get.replyTo().tell(new Workers(report.views(seconds)));
      case Fetched fetched -> onFetched(fetched);
      case RunEnded(String study, ActorRef<Availability> listener) -> {
        if (study(study).isOf(listener)) {
          forget(study);
          studies.remove(study);
        }
      }
      case Tick tick -> tick();
    }
    if (!(command instanceof Query)) {
      grant();
    }
    return Behaviors.same();
  }

  private PoolStudy study(String id) {
    return studies.computeIfAbsent(id, begun -> new PoolStudy());
  }

  private void onMember(ToPool.MemberMessage message, PoolWorker member) {
    ActorRef<Worker.Command> worker = message.worker();
    switch (message) {
      case ToPool.Alive(var same, var listed, long memory, long failures) -> {
        member.setMemory(memory);
        report.failures(member, failures);
        leases.renew(worker, member.present(listed), seconds);
        worker.tell(new ToWorker.Heard());
      }
      case ToPool.Done done -> receive(member, done);
      case ToPool.Failed failed -> onFailed(member, failed);
      case ToPool.Declined(var same, String study, String reason, long pause) ->
          decline(worker, member, study, reason, seconds + pause);
      case ToPool.Leave leave -> leave(worker, member);
    }
  }

  /** Fails a task, or leaves the worker out of its study if another worker may compute that. */
  private void onFailed(PoolWorker member, ToPool.Failed failed) {
    ActorRef<Worker.Command> worker = failed.worker();
    worker.tell(new ToWorker.Received(failed.ticket()));
    if (failed.isLocal() && !member.held().contains(failed.ticket())) {
      return; // another worker has it
    }
    Task task = leases.find(failed.ticket());
    if (task == null || !failed.isLocal() || !members.hasOther(worker, task.study())) {
      leases.release(worker, failed.ticket());
      Optional.ofNullable(leases.take(failed.ticket()))
          .ifPresent(each -> each.fail(failed.message()));
    } else {
      String study = task.study().id();
      decline(worker, member, study, failed.message(), PoolWorker.UNTIL_FORGOTTEN);
      worker.tell(new ToWorker.Forget(study));
    }
  }

  private void decline(
      ActorRef<Worker.Command> worker, PoolWorker member, String study, String reason, long until) {
    String name = member.card().name();
    warn(study, name).log("study {}: worker {} does not compute it: {}", study, name, reason);
    leases.decline(worker, study, reason, until);
  }

  private void submit(Submit submit) {
    Optional<String> problem = study(submit.task().study().id()).failure();
    Task task = submit.task().withTicket(++tickets);
    problem.ifPresentOrElse(task::fail, () -> leases.add(task));
  }

  private void forget(String study) {
    studies.entrySet().removeIf(each -> each.getKey().equals(study) && !each.getValue().forget());
    firsts.forget(study);
    leases.removeAll(study).forEach(Task::cancel);
    members.forEach(
        (worker, member) -> {
          if (member.forget(study)) {
            worker.tell(new ToWorker.Forget(study));
          }
        });
  }

  private void grant() {
    for (Leases.Grant<ActorRef<Worker.Command>> grant : leases.grant(seconds)) {
      firsts.give(grant.task());
      send(grant);
    }
  }

  /** Sends a lease, after the study if the worker does not have it. */
  private void send(Leases.Grant<ActorRef<Worker.Command>> grant) {
    ActorRef<Worker.Command> worker = grant.worker();
    Task task = grant.task();
    StudyDescription study = task.study();
    if (grant.member().begin(study.id())) {
      worker.tell(ToWorker.Begin.of(study, bytes -> Bulk.to(worker, bytes, materializer)));
    }
    worker.tell(
        new ToWorker.Lease(
            task.ticket(),
            study.id(),
            task.kind(),
            task.block(),
            Bulk.to(worker, task.input(), materializer)));
  }

  private void receive(PoolWorker member, ToPool.Done done) {
    if (done.result() instanceof Bulk.Whole(byte[] bytes)) {
      onFetched(new Fetched(done.worker(), done.ticket(), StatusReply.success(bytes)));
    } else if (member.receive(done.ticket())) {
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
    Optional<PoolWorker> member = Optional.ofNullable(members.find(fetched.worker()));
    String name = member.map(each -> each.card().name()).orElse("that has left");
    member.ifPresent(each -> each.received(fetched.ticket()));
    leases.release(fetched.worker(), fetched.ticket());
    fetched.worker().tell(new ToWorker.Received(fetched.ticket()));
    if (fetched.result().isError()) {
      Task refused = leases.find(fetched.ticket());
      if (refused != null) {
        warn(refused.study().id(), name)
            .log(
                "study {}: the result of block {} of worker {} is refused and its task is given"
                    + " again: {}",
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
      member.ifPresent(each -> report.done(each, task));
      member.ifPresent(each -> each.computed(task.study().id(), seconds));
      task.succeed(bytes);
    }
    firsts.add(fetched.ticket(), name, bytes).ifPresent(this::onConflict);
  }

  private LoggingEventBuilder warn(String study, String worker) {
    return context.getLog().atWarn().addKeyValue("study", study).addKeyValue("worker", worker);
  }

  private void onConflict(FirstResults.Conflict conflict) {
    report.conflict();
    String study = conflict.study();
    String problem = conflict.problem();
    context.getLog().atError().addKeyValue("study", study).log("study {}: {}", study, problem);
    study(study).fail(problem);
    leases.removeAll(study).forEach(task -> task.fail(problem));
  }

  private void tick() {
    seconds++;
    loseSilentWorkers();
    report.tick();
    leases
        .platforms()
        .forEach(
            (study, platform) ->
                study(study).report(new Availability(members.obstacle(study, platform))));
  }

  private void join(ToPool.Join join) {
    ActorRef<Worker.Command> worker = join.worker();
    WorkerCard card = join.card();
    if (!version.equals(card.version())) {
      worker.tell(
          new ToWorker.Refused(
              "worker %s has version %s of Revcor and the server %s; install the server's version"
                  .formatted(card.name(), card.version(), version)));
      return;
    }
    PoolWorker earlier = members.find(worker);
    if (earlier == null || earlier.attempt() != join.attempt()) {
      members.replacedBy(worker, card).forEach(this::remove);
      leases.releaseAll(worker);
      members.put(worker, new PoolWorker(card, join.attempt()));
      LOG.atInfo()
          .addKeyValue("worker", card.name())
          .log(
              "worker {} has joined: {} lanes, {}",
              card.name(),
              card.lanes(),
              card.platform().inWords());
    }
    worker.tell(new ToWorker.Joined(files));
  }

  /** Returns a worker that has sent a message; an unknown one is asked to join. */
  private Optional<PoolWorker> sender(ActorRef<Worker.Command> worker) {
    PoolWorker member = members.find(worker);
    if (member == null) {
      worker.tell(new ToWorker.Unknown());
    } else if (member.contact().recordMessage()) {
      log(Level.INFO, member, "worker {} responds again");
    }
    return Optional.ofNullable(member);
  }

  /** Counts a second without messages of each worker. */
  private void loseSilentWorkers() {
    members
        .tick()
        .forEach(
            (worker, member) -> {
              log(Level.WARN, member, "worker {} does not respond; its tasks are given to others");
              leases.releaseAll(worker);
            });
  }

  private void leave(ActorRef<Worker.Command> worker, PoolWorker member) {
    log(Level.INFO, member, "worker {} has left");
    remove(worker);
  }

  private static void log(Level level, PoolWorker member, String message) {
    String name = member.card().name();
    LOG.atLevel(level).addKeyValue("worker", name).log(message, name);
  }

  private void remove(ActorRef<Worker.Command> worker) {
    leases.releaseAll(worker);
    members.remove(worker);
  }

  /** What a pool knows of a study until its run ends. */
  static final class PoolStudy {
    private @Nullable ActorRef<Availability> listener;
    private @Nullable Availability reported;
    private @Nullable String failure;

    void setListener(ActorRef<Availability> run) {
      listener = run;
      reported = null;
    }

    boolean isOf(ActorRef<Availability> run) {
      return listener == null || listener.equals(run);
    }

    /** Reports whether workers can take its tasks, if that has changed. */
    void report(Availability availability) {
      if (listener != null && !availability.equals(reported)) {
        reported = availability;
        listener.tell(availability);
      }
    }

    /**
     * Forgets its failure, as its tasks are forgotten, and reports its availability again. Returns
     * whether it has a run that gets that.
     */
    boolean forget() {
      failure = null;
      reported = null;
      return listener != null;
    }

    void fail(String problem) {
      failure = problem;
    }

    /** Returns why its tasks are not computed; empty if they are. */
    Optional<String> failure() {
      return Optional.ofNullable(failure);
    }
  }

  /**
   * Compares the results of tasks that were given to several workers: to an idle one as well, or to
   * another one because the first did not respond. The first result of such a task is known until
   * its study is forgotten.
   */
  static final class FirstResults {
    /** Two workers have computed different results. */
    record Conflict(String study, String problem) {}

    private record First(String worker, String digest) {}

    private static final class Given {
      private final String study;
      private final long block;
      private int times;
      private @Nullable First first;

      private Given(Task task) {
        this.study = task.study().id();
        this.block = task.block();
      }
    }

    private final Map<Long, Given> given = new HashMap<>();

    void give(Task task) {
      given.computeIfAbsent(task.ticket(), ticket -> new Given(task)).times++;
    }

    /**
     * Adds a result, and compares it with the first one of its task.
     *
     * @return empty if they are equal, or none is known
     */
    Optional<Conflict> add(long ticket, String worker, byte[] bytes) {
      Given task = given.get(ticket);
      if (task == null || task.times == 1) {
        given.remove(ticket);
        return Optional.empty();
      }
      String digest = Digest.of(bytes);
      First first = task.first;
      if (first == null) {
        task.first = new First(worker, digest);
        return Optional.empty();
      }
      return first.digest().equals(digest)
          ? Optional.empty()
          : Optional.of(
              new Conflict(
                  task.study,
                  "workers %s and %s computed different sums of block %d; run revcor doctor on both"
                      .formatted(first.worker(), worker, task.block)));
    }

    void forget(String study) {
      given.values().removeIf(task -> task.study.equals(study));
    }
  }
}
