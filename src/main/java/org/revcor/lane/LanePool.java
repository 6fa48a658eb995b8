package org.revcor.lane;

import ai.djl.Device;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.ObserverFailedException;
import org.revcor.RevcorException;

/**
 * Shares the lanes between studies.
 *
 * <p>An idle lane takes the next job of the study that has used the fewest lane seconds; a study
 * that comes later starts level with the least served one. A job that fails, or misses its
 * deadline, is given to a lane again, up to {@link LaneSettings#attempts} times; one that does not
 * fit into memory is not, since no other lane would do better. A thread that is stuck in native
 * code cannot be ended, so a lane that misses a deadline is abandoned and a new one takes its
 * place.
 */
public final class LanePool extends AbstractBehavior<LanePool.Command> {

  /** Messages that the pool takes. */
  public sealed interface Command {}

  /** Asks for a job; the reply is an error with the cause if it cannot be done. */
  public record Submit(Job job, ActorRef<StatusReply<JobResult>> replyTo) implements Command {}

  /** Drops the jobs of a study that wait, each with an error, and forgets what it used. */
  public record Forget(String study) implements Command {}

  /** Asks for the health of the lanes. */
  public record GetStatus(ActorRef<PoolStatus> replyTo) implements Command {}

  record LaneReady(ActorRef<Lane.Command> lane) implements Command {}

  record JobDone(ActorRef<Lane.Command> lane, long ticket, JobResult result, double seconds)
      implements Command {}

  /** A job could not be done. Unless it is the job's own fault, the lane is ready again later. */
  record JobFailed(
      ActorRef<Lane.Command> lane, long ticket, Throwable cause, Fault fault, double seconds)
      implements Command {}

  private record DeadlinePassed(ActorRef<Lane.Command> lane, long ticket) implements Command {}

  private record Waiting(
      Job job, ActorRef<StatusReply<JobResult>> replyTo, int attempts, long since) {}

  private record Started(long ticket, Waiting waiting, Device device) {}

  /** What waits of one study, and the lane seconds that it is charged with. */
  private static final class Account {
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private double seconds;
  }

  /** Starts a lane on each device of the platform. */
  public static Behavior<Command> create(
      Platform platform, LaneSettings settings, MeterRegistry registry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new LanePool(context, timers, platform, settings, registry)));
  }

  private final TimerScheduler<Command> timers;
  private final Platform platform;
  private final LaneSettings settings;
  private final LaneMetrics metrics;
  private final Map<ActorRef<Lane.Command>, Device> lanes = new HashMap<>();
  private final SequencedSet<ActorRef<Lane.Command>> idle = new LinkedHashSet<>();
  private final Map<ActorRef<Lane.Command>, Started> started = new HashMap<>();
  private final Map<String, Account> accounts = new HashMap<>();
  private long tickets;
  private int abandoned;

  private LanePool(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Platform platform,
      LaneSettings settings,
      MeterRegistry registry) {
    super(context);
    context.setLoggerName(LanePool.class);
    this.timers = timers;
    this.platform = platform;
    this.settings = settings;
    this.metrics = new LaneMetrics(registry);
    platform.devices(settings.cpuLanes()).forEach(this::startLane);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.class, this::onCommand)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Submit submit -> onSubmit(submit);
      case Forget forget -> onForget(forget);
      case GetStatus get -> get.replyTo().tell(status());
      case LaneReady ready -> onLaneReady(ready);
      case JobDone done -> onJobDone(done);
      case JobFailed failed -> onJobFailed(failed);
      case DeadlinePassed passed -> onDeadlinePassed(passed);
    }
    dispatch();
    PoolStatus status = status();
    metrics.state(status.live(), status.busy(), status.queued());
    return this;
  }

  private void onSubmit(Submit submit) {
    account(submit.job().study())
        .waiting
        .add(new Waiting(submit.job(), submit.replyTo(), 0, System.nanoTime()));
  }

  private void onForget(Forget forget) {
    Optional.ofNullable(accounts.remove(forget.study()))
        .ifPresent(
            account ->
                account.waiting.forEach(
                    waiting -> waiting.replyTo().tell(StatusReply.error("the study has ended"))));
  }

  private void onLaneReady(LaneReady ready) {
    if (lanes.containsKey(ready.lane())) {
      idle.add(ready.lane());
    }
  }

  private void onJobDone(JobDone done) {
    end(done.lane(), done.ticket(), done.seconds())
        .ifPresent(
            job -> {
              idle.add(done.lane());
              job.waiting().replyTo().tell(StatusReply.success(done.result()));
            });
  }

  private void onJobFailed(JobFailed failed) {
    end(failed.lane(), failed.ticket(), failed.seconds())
        .ifPresent(
            job -> {
              metrics.failed();
              switch (failed.fault()) {
                case JOB -> {
                  idle.add(failed.lane());
                  job.waiting().replyTo().tell(StatusReply.error(failed.cause()));
                }
                case MEMORY -> {
                  logRestart("ran out of memory", failed);
                  job.waiting().replyTo().tell(StatusReply.error(failed.cause()));
                }
                case LANE -> {
                  logRestart("threw", failed);
                  retry(job.waiting(), failed.cause());
                }
              }
            });
  }

  private void logRestart(String why, JobFailed failed) {
    getContext()
        .getLog()
        .warn("lane {} {} and is restarted", failed.lane().path().name(), why, failed.cause());
  }

  private void onDeadlinePassed(DeadlinePassed passed) {
    end(passed.lane(), passed.ticket(), settings.blockDeadline().toMillis() / 1e3)
        .ifPresent(
            job -> {
              abandoned++;
              metrics.abandoned();
              metrics.failed();
              getContext()
                  .getLog()
                  .error(
                      "lane {} is abandoned: no answer within {}",
                      passed.lane().path().name(),
                      settings.blockDeadline());
              lanes.remove(passed.lane());
              getContext().unwatch(passed.lane());
              getContext().stop(passed.lane());
              startLane(job.device());
              if (job.waiting().job() instanceof Job.Reduce reduce) {
                reduce.stimuli().keep();
              }
              retry(
                  job.waiting(),
                  new ObserverFailedException(
                      "observer %s did not answer within %s s"
                          .formatted(
                              job.waiting().job().observer().description().name(),
                              seconds(settings.blockDeadline()))));
            });
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private Behavior<Command> onTerminated(Terminated terminated) {
    ActorRef<Lane.Command> lane = terminated.getRef().unsafeUpcast();
    Device device = lanes.remove(lane);
    idle.remove(lane);
    if (device != null) {
      startLane(device);
      Started job = started.remove(lane);
      if (job != null) {
        timers.cancel(job.ticket());
        retry(job.waiting(), new IllegalStateException("the lane ended"));
      }
    }
    return this;
  }

  private void retry(Waiting waiting, Throwable cause) {
    int attempts = waiting.attempts() + 1;
    Account account = accounts.get(waiting.job().study());
    if (account != null && attempts < settings.attempts()) {
      account.waiting.addFirst(
          new Waiting(waiting.job(), waiting.replyTo(), attempts, System.nanoTime()));
    } else {
      waiting.replyTo().tell(StatusReply.error(failure(waiting.job(), cause, attempts)));
    }
  }

  private static Throwable failure(Job job, Throwable cause, int attempts) {
    if (cause instanceof RevcorException) {
      return cause;
    }
    return new ObserverFailedException(
        "observer %s failed %d times on the same block: %s"
            .formatted(job.observer().description().name(), attempts, cause.getMessage()),
        cause);
  }

  /** Takes a job off its lane; empty if the lane was given up meanwhile. */
  private Optional<Started> end(ActorRef<Lane.Command> lane, long ticket, double seconds) {
    Started job = started.get(lane);
    if (job == null || job.ticket() != ticket) {
      return Optional.empty();
    }
    started.remove(lane);
    timers.cancel(ticket);
    metrics.ended(seconds);
    Account account = accounts.get(job.waiting().job().study());
    if (account != null) {
      account.seconds += seconds;
    }
    return Optional.of(job);
  }

  private void dispatch() {
    while (!idle.isEmpty()) {
      Optional<Account> next = leastServed();
      if (next.isEmpty()) {
        return;
      }
      start(idle.removeFirst(), next.get().waiting.removeFirst());
    }
  }

  private void start(ActorRef<Lane.Command> lane, Waiting waiting) {
    long ticket = ++tickets;
    started.put(lane, new Started(ticket, waiting, Objects.requireNonNull(lanes.get(lane))));
    timers.startSingleTimer(ticket, new DeadlinePassed(lane, ticket), settings.blockDeadline());
    metrics.started(System.nanoTime() - waiting.since());
    lane.tell(new Lane.Work(ticket, waiting.job(), getContext().getSelf()));
  }

  private Optional<Account> leastServed() {
    return accounts.values().stream()
        .filter(account -> !account.waiting.isEmpty())
        .min((a, b) -> Double.compare(a.seconds, b.seconds));
  }

  private Account account(String study) {
    return accounts.computeIfAbsent(
        study,
        id -> {
          Account account = new Account();
          account.seconds = accounts.values().stream().mapToDouble(a -> a.seconds).min().orElse(0);
          return account;
        });
  }

  private void startLane(Device device) {
    ActorRef<Lane.Command> lane =
        getContext()
            .spawnAnonymous(
                Lane.create(device, platform, settings.observerBytes(), getContext().getSelf()),
                Lane.onItsOwnThread());
    getContext().watch(lane);
    lanes.put(lane, device);
  }

  private PoolStatus status() {
    int queued = accounts.values().stream().mapToInt(account -> account.waiting.size()).sum();
    return new PoolStatus(lanes.size(), started.size(), abandoned, queued);
  }
}
