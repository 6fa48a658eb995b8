package org.revcor.inference;

import ai.djl.Device;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
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
import org.revcor.inference.Job.JobOverdueException;
import org.revcor.inference.Job.JobResult;

/**
 * Distributes the jobs of all studies to the lanes.
 *
 * <p>{@link LaneSchedule} decides which lane runs which job. A job that fails is retried, up to
 * {@link LaneSettings#attempts} times in all; one that does not fit in memory is not. A thread in
 * native code cannot be stopped. So a job that misses its deadline fails with a {@link
 * JobOverdueException}, and its lane gets no other job until that one ends.
 */
public final class LanePool extends AbstractBehavior<LanePool.Command> {

  public sealed interface Command {}

  public record Submit(Job job, ActorRef<StatusReply<JobResult>> replyTo) implements Command {}

  /** Fails the queued jobs of a study, and deletes its account of lane seconds. */
  public record Forget(String study) implements Command {}

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

  record Loading(ActorRef<Lane.Command> lane, long ticket, long bytes) implements Command {}

  record Loaded(ActorRef<Lane.Command> lane, long ticket) implements Command {}

  private record DeadlinePassed(
      ActorRef<Lane.Command> lane, long ticket, Duration deadline, boolean isLoading)
      implements Command {}

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
  private final FairQueue queue = new FairQueue();
  private final LaneSchedule schedule = new LaneSchedule(queue);

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
      case Submit(Job job, var replyTo) -> queue.add(job, replyTo);
      case Forget(String study) ->
          queue
              .remove(study)
              .forEach(entry -> entry.replyTo().tell(StatusReply.error("the study has ended")));
      case GetStatus get -> get.replyTo().tell(schedule.status());
      case LaneReady ready -> schedule.ready(ready.lane());
      case JobDone done -> onJobDone(done);
      case JobFailed failed -> onJobFailed(failed);
      case Loading loading -> onLoading(loading);
      case Loaded loaded -> onLoaded(loaded);
      case DeadlinePassed passed -> onDeadlinePassed(passed);
    }
    dispatch();
    PoolStatus status = schedule.status();
    metrics.state(status.live(), status.busy(), status.queued());
    return this;
  }

  private void onJobDone(JobDone done) {
    LaneSlot slot = schedule.running(done.lane(), done.ticket());
    if (slot != null) {
      FairQueue.Entry entry = schedule.done(slot, done.seconds());
      onEnd(slot, done.ticket(), done.seconds());
      entry.replyTo().tell(StatusReply.success(done.result()));
    }
  }

  /** The lane continues with its next job, if it has one. */
  private void onEnd(LaneSlot slot, long ticket, double seconds) {
    timers.cancel(ticket);
    metrics.ended(seconds);
    if (slot.isBusy()) {
      startDeadline(slot);
    }
  }

  private void onJobFailed(JobFailed failed) {
    LaneSlot slot = schedule.running(failed.lane(), failed.ticket());
    if (slot == null) {
      return;
    }
    FairQueue.Entry entry = schedule.failed(slot, failed.seconds());
    onEnd(slot, failed.ticket(), failed.seconds());
    metrics.failed(1);
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
    LaneSlot slot = schedule.running(loading.lane(), loading.ticket());
    if (slot != null) {
      setDeadline(slot, settings.loadDeadline(loading.bytes()), true);
    }
  }

  private void onLoaded(Loaded loaded) {
    LaneSlot slot = schedule.running(loaded.lane(), loaded.ticket());
    if (slot != null) {
      setDeadline(slot, settings.blockDeadline(), false);
    }
  }

  private void onDeadlinePassed(DeadlinePassed passed) {
    LaneSlot slot = schedule.running(passed.lane(), passed.ticket());
    if (slot == null) {
      return;
    }
    FairQueue.Entry entry = slot.now().entry();
    entry
        .replyTo()
        .tell(
            StatusReply.error(
                new JobOverdueException(entry.job(), passed.deadline(), passed.isLoading())));
  }

  /** Replaces a lane that could not restart; its jobs are retried. */
  private Behavior<Command> onTerminated(Terminated terminated) {
    LaneSlot slot = schedule.remove(terminated.getRef().<Lane.Command>unsafeUpcast());
    if (slot != null) {
      startLane(slot.device());
      while (slot.isBusy()) {
        timers.cancel(slot.now().ticket());
        retry(schedule.failed(slot, 0), new IllegalStateException("the lane ended"));
      }
      dispatch();
    }
    return this;
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

  private void dispatch() {
    for (LaneSchedule.Assignment assigned : schedule.assign()) {
      LaneSlot.Assigned job = assigned.job();
      assigned
          .slot()
          .lane()
          .tell(new Lane.Work(job.ticket(), job.entry().job(), getContext().getSelf()));
      if (assigned.isRunning()) {
        startDeadline(assigned.slot());
      }
    }
  }

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
    schedule.add(lane, device);
  }

  /** The cause of a failed job. */
  enum Fault {
    JOB,
    /** Too little memory: the job fails on every lane. The lane restarts. */
    MEMORY,
    /** Unknown: the lane restarts and the job is retried. */
    LANE
  }

  /**
   * The status of the lanes.
   *
   * @param abandoned blocks since the start that missed their deadline, which ended an inference
   *     process; 0 for the lanes of a process
   */
  public record PoolStatus(int live, int busy, int abandoned, int queued) {}
}
