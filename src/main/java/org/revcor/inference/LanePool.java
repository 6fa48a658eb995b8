package org.revcor.inference;

import ai.djl.Device;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.ObserverFailedException;
import org.revcor.RevcorException;

/**
 * Distributes the jobs of all studies to the lanes.
 *
 * <p>An idle lane gets the next job of the {@link FairQueue}. A lane that runs a short block also
 * gets the next block of its study in advance. So it does not wait for the pool's reply. A job that
 * fails or misses its deadline is retried, up to {@link LaneSettings#attempts} times in all. A job
 * that does not fit in memory is not retried. A thread in native code cannot be stopped, so a lane
 * that misses a deadline is abandoned and replaced.
 */
public final class LanePool extends AbstractBehavior<LanePool.Command> {

  /** Messages to the pool. */
  public sealed interface Command {}

  /** Submits a job; the reply is an error with the cause if it fails. */
  public record Submit(Job job, ActorRef<StatusReply<JobResult>> replyTo) implements Command {}

  /** Fails the queued jobs of a study, and deletes its account of lane seconds. */
  public record Forget(String study) implements Command {}

  /** Requests the status of the lanes. */
  public record GetStatus(ActorRef<PoolStatus> replyTo) implements Command {}

  record LaneReady(ActorRef<Lane.Command> lane) implements Command {}

  record JobDone(ActorRef<Lane.Command> lane, long ticket, JobResult result, double seconds)
      implements Command {}

  /**
   * A job failed. Unless the fault is {@link Fault#JOB}, the lane restarts, reports when it is
   * ready, and continues with its assigned job.
   */
  record JobFailed(
      ActorRef<Lane.Command> lane, long ticket, Throwable cause, Fault fault, double seconds)
      implements Command {}

  /** A job loads an observer of so many bytes, which has a deadline of its own. */
  record Loading(ActorRef<Lane.Command> lane, long ticket, long bytes) implements Command {}

  /** A job has loaded an observer; the deadline of its block begins. */
  record Loaded(ActorRef<Lane.Command> lane, long ticket) implements Command {}

  /**
   * @param deadline the deadline that has passed
   * @param isLoading whether the job was loading an observer
   */
  private record DeadlinePassed(
      ActorRef<Lane.Command> lane, long ticket, Duration deadline, boolean isLoading)
      implements Command {}

  /** What happens when a job misses its deadline. */
  private enum Deadline {
    /** The lane is abandoned and replaced, and the job retried. */
    REPLACES_LANE,
    /** The job fails with a {@link JobOverdueException}, and its lane is not used again. */
    ENDS_PROCESS
  }

  /** Starts a lane on each device of the platform. */
  public static Behavior<Command> create(
      Platform platform, LaneSettings settings, MeterRegistry registry) {
    return create(platform, settings, registry, Deadline.REPLACES_LANE);
  }

  /**
   * Starts a lane on each device of the platform, for a process that ends when a job misses its
   * deadline.
   */
  public static Behavior<Command> createForChild(
      Platform platform, LaneSettings settings, MeterRegistry registry) {
    return create(platform, settings, registry, Deadline.ENDS_PROCESS);
  }

  private static Behavior<Command> create(
      Platform platform, LaneSettings settings, MeterRegistry registry, Deadline deadline) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new LanePool(context, timers, platform, settings, registry, deadline)));
  }

  private final TimerScheduler<Command> timers;
  private final Platform platform;
  private final LaneSettings settings;
  private final LaneMetrics metrics;
  private final Map<ActorRef<Lane.Command>, LaneSlot> slots = new LinkedHashMap<>();
  private final FairQueue queue = new FairQueue();
  private final Deadline deadline;
  private long tickets;
  private int abandoned;

  private LanePool(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Platform platform,
      LaneSettings settings,
      MeterRegistry registry,
      Deadline deadline) {
    super(context);
    this.deadline = deadline;
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
      case Loading loading -> onLoading(loading);
      case Loaded loaded -> onLoaded(loaded);
      case DeadlinePassed passed -> onDeadlinePassed(passed);
    }
    dispatch();
    PoolStatus status = status();
    metrics.state(status.live(), status.busy(), status.queued());
    return this;
  }

  private void onSubmit(Submit submit) {
    queue.add(submit.job(), submit.replyTo());
  }

  private void onForget(Forget forget) {
    queue.remove(forget.study()).forEach(LanePool::reject);
  }

  private static void reject(FairQueue.Entry entry) {
    entry.replyTo().tell(StatusReply.error("the study has ended"));
  }

  private void onLaneReady(LaneReady ready) {
    LaneSlot slot = slots.get(ready.lane());
    if (slot != null) {
      slot.ready(true);
    }
  }

  private void onJobDone(JobDone done) {
    LaneSlot slot = at(done.lane(), done.ticket());
    if (slot != null) {
      FairQueue.Entry entry = end(slot, done.seconds());
      queue.done(entry, done.seconds());
      entry.replyTo().tell(StatusReply.success(done.result()));
    }
  }

  private void onJobFailed(JobFailed failed) {
    LaneSlot slot = at(failed.lane(), failed.ticket());
    if (slot == null) {
      return;
    }
    FairQueue.Entry entry = end(slot, failed.seconds());
    queue.failed(entry, failed.seconds());
    metrics.failed();
    switch (failed.fault()) {
      case JOB -> entry.replyTo().tell(StatusReply.error(failed.cause()));
      case MEMORY -> {
        slot.ready(false);
        logRestart("ran out of memory", failed);
        entry.replyTo().tell(StatusReply.error(failed.cause()));
      }
      case LANE -> {
        slot.ready(false);
        logRestart("threw", failed);
        retry(entry, failed.cause());
      }
    }
  }

  private void logRestart(String why, JobFailed failed) {
    getContext()
        .getLog()
        .warn("lane {} {} and is restarted", failed.lane().path().name(), why, failed.cause());
  }

  private void onLoading(Loading loading) {
    LaneSlot slot = at(loading.lane(), loading.ticket());
    if (slot != null) {
      setDeadline(slot, settings.loadDeadline(loading.bytes()), true);
    }
  }

  private void onLoaded(Loaded loaded) {
    LaneSlot slot = at(loaded.lane(), loaded.ticket());
    if (slot != null) {
      setDeadline(slot, settings.blockDeadline(), false);
    }
  }

  private void onDeadlinePassed(DeadlinePassed passed) {
    LaneSlot slot = at(passed.lane(), passed.ticket());
    if (slot == null) {
      return;
    }
    Job job = slot.now().entry().job();
    JobOverdueException overdue =
        new JobOverdueException(job, passed.deadline(), passed.isLoading());
    if (deadline == Deadline.ENDS_PROCESS) {
      slot.now().entry().replyTo().tell(StatusReply.error(overdue));
      return;
    }
    abandoned++;
    metrics.abandoned();
    metrics.failed();
    getContext()
        .getLog()
        .error(
            "lane {} is abandoned: no reply within {}",
            passed.lane().path().name(),
            passed.deadline());
    getContext().unwatch(passed.lane());
    getContext().stop(passed.lane());
    slot.now().forbidReuse();
    slot.next().ifPresent(LaneSlot.Assigned::forbidReuse);
    replace(slot, passed.deadline().toMillis() / 1e3, overdue);
  }

  private Behavior<Command> onTerminated(Terminated terminated) {
    LaneSlot slot = slots.get(terminated.getRef().<Lane.Command>unsafeUpcast());
    if (slot != null) {
      replace(slot, 0, new IllegalStateException("the lane ended"));
      dispatch();
    }
    return this;
  }

  /** Replaces a lane. Its running job is retried; its next job is queued again. */
  private void replace(LaneSlot slot, double seconds, Throwable cause) {
    slots.remove(slot.lane());
    startLane(slot.device());
    slot.next()
        .map(LaneSlot.Assigned::entry)
        .filter(entry -> !queue.requeue(entry))
        .ifPresent(LanePool::reject);
    slot.clearNext();
    if (slot.isBusy()) {
      FairQueue.Entry entry = end(slot, seconds);
      queue.failed(entry, seconds);
      retry(entry, cause);
    }
  }

  private void retry(FairQueue.Entry entry, Throwable cause) {
    int attempts = entry.attempts() + 1;
    if (attempts >= settings.attempts() || !queue.retry(entry)) {
      entry.replyTo().tell(StatusReply.error(failure(entry.job(), cause, attempts)));
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

  /** Returns the slot of a lane that runs this job; null if the lane was replaced. */
  private @Nullable LaneSlot at(ActorRef<Lane.Command> lane, long ticket) {
    LaneSlot slot = slots.get(lane);
    return slot != null && slot.isRunning(ticket) ? slot : null;
  }

  /** Removes the job of a lane, which continues with its next job. */
  private FairQueue.Entry end(LaneSlot slot, double seconds) {
    LaneSlot.Assigned ended = slot.now();
    timers.cancel(ended.ticket());
    metrics.ended(seconds);
    slot.end();
    if (slot.isBusy()) {
      startDeadline(slot);
    }
    return ended.entry();
  }

  private void dispatch() {
    for (LaneSlot slot : slots.values()) {
      if (slot.isIdle()) {
        queue
            .next()
            .ifPresent(
                entry -> {
                  slot.assign(send(slot, entry));
                  startDeadline(slot);
                });
      }
    }
    assignAhead();
  }

  /**
   * Assigns next jobs in advance. An assigned job cannot move to another lane. So this is done only
   * if there is one job for each lane, and only behind a job of the same study.
   */
  private void assignAhead() {
    int without = 0;
    for (LaneSlot slot : slots.values()) {
      without += slot.needsNext() ? 1 : 0;
    }
    if (without > queue.size()) {
      return;
    }
    for (LaneSlot slot : slots.values()) {
      if (slot.needsNext()) {
        queue
            .nextShortOf(slot.now().entry().account())
            .ifPresent(entry -> slot.assignNext(send(slot, entry)));
      }
    }
  }

  private LaneSlot.Assigned send(LaneSlot slot, FairQueue.Entry entry) {
    long ticket = ++tickets;
    slot.lane().tell(new Lane.Work(ticket, entry.job(), getContext().getSelf()));
    return new LaneSlot.Assigned(ticket, entry);
  }

  /** Starts the deadline of the lane's job. */
  private void startDeadline(LaneSlot slot) {
    setDeadline(slot, settings.blockDeadline(), false);
    metrics.started(System.nanoTime() - slot.now().entry().since());
  }

  private void setDeadline(LaneSlot slot, Duration deadline, boolean isLoading) {
    long ticket = slot.now().ticket();
    timers.startSingleTimer(
        ticket, new DeadlinePassed(slot.lane(), ticket, deadline, isLoading), deadline);
  }

  private void startLane(Device device) {
    ActorRef<Lane.Command> lane =
        getContext()
            .spawnAnonymous(
                Lane.create(device, platform, settings.observerBytes(), getContext().getSelf()),
                Lane.withOwnThread());
    getContext().watch(lane);
    slots.put(lane, new LaneSlot(lane, device));
  }

  private PoolStatus status() {
    int busy = 0;
    int queued = queue.size();
    for (LaneSlot slot : slots.values()) {
      busy += slot.isBusy() ? 1 : 0;
      queued += slot.next().isPresent() ? 1 : 0;
    }
    return new PoolStatus(slots.size(), busy, abandoned, queued);
  }
}
