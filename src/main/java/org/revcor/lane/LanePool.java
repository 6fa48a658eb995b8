package org.revcor.lane;

import ai.djl.Device;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
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
 * Shares the lanes between studies.
 *
 * <p>An idle lane takes the next job of the {@link FairQueue}. A lane at a brief block is handed
 * the next of its study as well, so that it does not wait until the pool has heard of the end. A
 * job that fails, or misses its deadline, is given to a lane again, up to {@link
 * LaneSettings#attempts} times; one that does not fit into memory is not, since no other lane would
 * do better. A thread that is stuck in native code cannot be ended, so a lane that misses a
 * deadline is abandoned and a new one takes its place.
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

  /**
   * A job could not be done. Unless it is the job's own fault, the lane begins anew, tells when it
   * is ready, and goes on with what it was handed.
   */
  record JobFailed(
      ActorRef<Lane.Command> lane, long ticket, Throwable cause, Fault fault, double seconds)
      implements Command {}

  private record DeadlinePassed(ActorRef<Lane.Command> lane, long ticket) implements Command {}

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
  private final Map<ActorRef<Lane.Command>, LaneSlot> desks = new LinkedHashMap<>();
  private final FairQueue queue = new FairQueue();
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
    queue.add(submit.job(), submit.replyTo());
  }

  private void onForget(Forget forget) {
    queue.forget(forget.study()).forEach(LanePool::drop);
  }

  private static void drop(FairQueue.Entry entry) {
    entry.replyTo().tell(StatusReply.error("the study has ended"));
  }

  private void onLaneReady(LaneReady ready) {
    LaneSlot desk = desks.get(ready.lane());
    if (desk != null) {
      desk.ready(true);
    }
  }

  private void onJobDone(JobDone done) {
    LaneSlot desk = at(done.lane(), done.ticket());
    if (desk != null) {
      FairQueue.Entry entry = end(desk, done.seconds());
      queue.done(entry, done.seconds());
      entry.replyTo().tell(StatusReply.success(done.result()));
    }
  }

  private void onJobFailed(JobFailed failed) {
    LaneSlot desk = at(failed.lane(), failed.ticket());
    if (desk == null) {
      return;
    }
    FairQueue.Entry entry = end(desk, failed.seconds());
    queue.failed(entry, failed.seconds());
    metrics.failed();
    switch (failed.fault()) {
      case JOB -> entry.replyTo().tell(StatusReply.error(failed.cause()));
      case MEMORY -> {
        desk.ready(false);
        logRestart("ran out of memory", failed);
        entry.replyTo().tell(StatusReply.error(failed.cause()));
      }
      case LANE -> {
        desk.ready(false);
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

  private void onDeadlinePassed(DeadlinePassed passed) {
    LaneSlot desk = at(passed.lane(), passed.ticket());
    if (desk == null) {
      return;
    }
    abandoned++;
    metrics.abandoned();
    metrics.failed();
    getContext()
        .getLog()
        .error(
            "lane {} is abandoned: no answer within {}",
            passed.lane().path().name(),
            settings.blockDeadline());
    getContext().unwatch(passed.lane());
    getContext().stop(passed.lane());
    desk.now().keepStimuli();
    desk.next().ifPresent(LaneSlot.Handed::keepStimuli);
    replace(
        desk,
        settings.blockDeadline().toMillis() / 1e3,
        job ->
            new ObserverFailedException(
                "observer %s did not answer within %s s"
                    .formatted(
                        job.observer().description().name(), seconds(settings.blockDeadline()))));
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private Behavior<Command> onTerminated(Terminated terminated) {
    LaneSlot desk = desks.get(terminated.getRef().<Lane.Command>unsafeUpcast());
    if (desk != null) {
      replace(desk, 0, job -> new IllegalStateException("the lane ended"));
      dispatch();
    }
    return this;
  }

  /** Gives a lane up for a new one, which what it was handed does not wait for. */
  private void replace(LaneSlot desk, double seconds, Function<Job, Throwable> cause) {
    desks.remove(desk.lane());
    startLane(desk.device());
    desk.next()
        .map(LaneSlot.Handed::entry)
        .filter(entry -> !queue.giveBack(entry))
        .ifPresent(LanePool::drop);
    desk.loseNext();
    if (desk.isBusy()) {
      FairQueue.Entry entry = end(desk, seconds);
      queue.failed(entry, seconds);
      retry(entry, cause.apply(entry.job()));
    }
  }

  private void retry(FairQueue.Entry entry, Throwable cause) {
    int attempts = entry.attempts() + 1;
    if (attempts >= settings.attempts() || !queue.repeat(entry)) {
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

  /** Where a lane is at this job; null if the job was taken from it, or the lane was given up. */
  private @Nullable LaneSlot at(ActorRef<Lane.Command> lane, long ticket) {
    LaneSlot desk = desks.get(lane);
    return desk != null && desk.isAt(ticket) ? desk : null;
  }

  /** Takes a job off its lane, which goes on with the next. */
  private FairQueue.Entry end(LaneSlot desk, double seconds) {
    LaneSlot.Handed ended = desk.now();
    timers.cancel(ended.ticket());
    metrics.ended(seconds);
    desk.end();
    if (desk.isBusy()) {
      begun(desk);
    }
    return ended.entry();
  }

  private void dispatch() {
    for (LaneSlot desk : desks.values()) {
      if (desk.isIdle()) {
        queue
            .next()
            .ifPresent(
                entry -> {
                  desk.begin(hand(desk, entry));
                  begun(desk);
                });
      }
    }
    handAhead();
  }

  /**
   * What a lane was handed no other can take: jobs are handed ahead only if every lane gets one,
   * and behind one of the same study, so that none waits for what another study does.
   */
  private void handAhead() {
    int without = 0;
    for (LaneSlot desk : desks.values()) {
      without += desk.lacksNext() ? 1 : 0;
    }
    if (without > queue.size()) {
      return;
    }
    for (LaneSlot desk : desks.values()) {
      if (desk.lacksNext()) {
        queue
            .nextBriefOf(desk.now().entry().account())
            .ifPresent(entry -> desk.goOnWith(hand(desk, entry)));
      }
    }
  }

  private LaneSlot.Handed hand(LaneSlot desk, FairQueue.Entry entry) {
    long ticket = ++tickets;
    desk.lane().tell(new Lane.Work(ticket, entry.job(), getContext().getSelf()));
    return new LaneSlot.Handed(ticket, entry);
  }

  /** The time that a lane has for its job runs from now on. */
  private void begun(LaneSlot desk) {
    LaneSlot.Handed job = desk.now();
    timers.startSingleTimer(
        job.ticket(), new DeadlinePassed(desk.lane(), job.ticket()), settings.blockDeadline());
    metrics.started(System.nanoTime() - job.entry().since());
  }

  private void startLane(Device device) {
    ActorRef<Lane.Command> lane =
        getContext()
            .spawnAnonymous(
                Lane.create(device, platform, settings.observerBytes(), getContext().getSelf()),
                Lane.onItsOwnThread());
    getContext().watch(lane);
    desks.put(lane, new LaneSlot(lane, device));
  }

  private PoolStatus status() {
    int busy = 0;
    int queued = queue.size();
    for (LaneSlot desk : desks.values()) {
      busy += desk.isBusy() ? 1 : 0;
      queued += desk.next().isPresent() ? 1 : 0;
    }
    return new PoolStatus(desks.size(), busy, abandoned, queued);
  }
}
