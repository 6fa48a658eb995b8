package org.revcor.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.Hardware;
import org.revcor.inference.LaneMetrics;
import org.revcor.inference.LanePool.PoolStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supervises the child process that runs the networks of all studies. It is started with the first
 * task, or when its lanes are requested. If it ends, it is started again and its tasks are
 * repeated; {@link Tasks} decides which study has ended it. If none starts, tasks are given back.
 *
 * <pre>
 * stopped ──► starting ──► running
 *    ▲            └────┬──────┘   the process has ended
 *    └── no tasks ── pausing ──► starting
 * </pre>
 */
public final class InferenceProcess {
  private static final long MIN_PAUSE_MILLIS = 100;
  private static final long MAX_PAUSE_MILLIS = 10_000;

  /** Maximum time without a message from the process, which reports ten times a second. */
  private static final Duration SILENCE_TIMEOUT = Duration.ofMinutes(1);

  public sealed interface Command
      permits Submit, Forget, GetLanes, GetStatus, GetHealth, Start, Silent, ChildThread.Event {}

  /** Computes a task; the reply is an error if its study has failed or no process starts. */
  public record Submit(Task task) implements Command {}

  public record Forget(String study) implements Command {}

  /** Requests the lanes. A process is started if none has run; the reply follows then. */
  public record GetLanes(ActorRef<ProcessLanes> replyTo) implements Command {}

  public record ProcessLanes(Hardware hardware, int count) {}

  public record GetStatus(ActorRef<PoolStatus> replyTo) implements Command {}

  public record GetHealth(ActorRef<Health> replyTo) implements Command {}

  /**
   * The health of a process.
   *
   * @param residentBytes its memory; 0 if unknown, or if no process runs
   * @param failures blocks so far that failed, missed their deadline, or ended with a process
   */
  public record Health(long residentBytes, long failures) {}

  private record Start() implements Command {}

  private record Silent() implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ProcessSettings settings;
  private final Confinement confinement;
  private final LaneReport report;
  private final Tasks tasks;
  private final Behavior<Command> stopped = behavior(this::stopped);
  private final Behavior<Command> starting = behavior(this::starting);
  private long pauseMillis = MIN_PAUSE_MILLIS;
  private final List<ActorRef<ProcessLanes>> waiting = new ArrayList<>();
  private long tickets;
  private @Nullable ProcessLanes lanes;
  private @Nullable ChildThread child;

  public static Behavior<Command> create(
      ProcessSettings settings, Confinement confinement, MeterRegistry registry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new InferenceProcess(
                            context,
                            timers,
                            settings,
                            confinement,
                            new LaneReport(settings.cpuLanes(), registry))
                        .stopped));
  }

  private InferenceProcess(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ProcessSettings settings,
      Confinement confinement,
      LaneReport report) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.confinement = confinement;
    this.report = report;
    this.tasks = new Tasks(settings.attempts());
  }

  private Behavior<Command> behavior(Function<Command, Behavior<Command>> state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, state::apply)
        .onSignal(
            PostStop.class,
            stop -> {
              kill();
              return Behaviors.same();
            })
        .build();
  }

  private void kill() {
    if (child != null) {
      child.kill();
    }
  }

  private Behavior<Command> stopped(Command command) {
    return switch (command) {
      case Submit submit -> add(submit) ? start() : Behaviors.same();
      case GetLanes get when lanes == null -> {
        waiting.add(get.replyTo());
        yield start();
      }
      default -> anytime(command);
    };
  }

  private Behavior<Command> start() {
    ActorRef<Command> self = context.getSelf();
    child = ChildThread.start(settings, confinement, self::tell);
    watchSilence();
    return starting;
  }

  private Behavior<Command> starting(Command command) {
    return switch (command) {
      case Submit submit -> {
        add(submit);
        yield Behaviors.same();
      }
      case ChildThread.Event.Ready ready -> {
        pauseMillis = MIN_PAUSE_MILLIS;
        onLanes(ready.lanes());
        TaskSender sender = new TaskSender(ready.connection());
        sender.send(tasks.takeSendable());
        yield behavior(each -> running(each, sender));
      }
      case ChildThread.Event.Ended ended -> onEnded(ended, true);
      default -> anytime(command);
    };
  }

  private Behavior<Command> running(Command command, TaskSender sender) {
    switch (command) {
      case Submit submit -> add(submit);
      case Forget forget -> {
        tasks.forget(forget.study()).forEach(Task::cancel);
        sender.forget(forget.study());
      }
      case ChildThread.Event.Received received -> {
        watchSilence();
        onMessage(received.frame().message(), received.frame().bytes());
        received.handled();
      }
      case ChildThread.Event.Ended ended -> {
        return onEnded(ended, false);
      }
      default -> {
        return anytime(command);
      }
    }
    sender.send(tasks.takeSendable());
    return Behaviors.same();
  }

  /** Until the next start, after an end. A broken process is started also without tasks. */
  private Behavior<Command> pausing(Command command, boolean isBroken) {
    return switch (command) {
      case Submit submit -> {
        add(submit);
        yield Behaviors.same();
      }
      case Start start when tasks.waiting() == 0 && waiting.isEmpty() && !isBroken -> {
        report.stopped();
        yield stopped;
      }
      case Start start -> start();
      default -> anytime(command);
    };
  }

  private Behavior<Command> anytime(Command command) {
    switch (command) {
      case Forget forget -> tasks.forget(forget.study()).forEach(Task::cancel);
      case GetLanes get -> {
        if (lanes == null) {
          waiting.add(get.replyTo());
        } else {
          get.replyTo().tell(lanes);
        }
      }
      case GetStatus get -> get.replyTo().tell(report.status());
      case GetHealth get -> get.replyTo().tell(report.health());
      case Silent silent -> {
        context.getLog().error("the inference process does not respond and is killed");
        kill();
      }
      case Submit submit -> throw new IllegalStateException("every state handles tasks");
      case Start start -> context.getLog().debug("the process runs already");
      case ChildThread.Event event -> context.getLog().debug("an earlier process: {}", event);
    }
    return Behaviors.same();
  }

  /** Adds a task, unless its study has failed. */
  private boolean add(Submit submit) {
    Optional<String> failure = tasks.failure(submit.task().study().id());
    Task task = submit.task().withTicket(++tickets);
    failure.ifPresentOrElse(task::failLocally, () -> tasks.add(task));
    return failure.isEmpty();
  }

  private void onLanes(Message.Ready ready) {
    ProcessLanes found = new ProcessLanes(ready.hardware(), ready.lanes());
    lanes = found;
    report.started(ready.lanes());
    waiting.forEach(replyTo -> replyTo.tell(found));
    waiting.clear();
  }

  private void onMessage(Message message, byte[] bytes) {
    switch (message) {
      case Message.Done done -> tasks.remove(done.ticket()).ifPresent(task -> task.succeed(bytes));
      case Message.Failed failed when failed.kind() == Message.Failed.Kind.OVERDUE -> {
        report.overdue();
        context.getLog().error("the inference process is ended: {}", failed.message());
        tasks.overdue(failed.ticket(), failed.message());
        kill();
      }
      case Message.Failed failed ->
          tasks.remove(failed.ticket()).ifPresent(task -> task.fail(failed));
      case Message.Measured measured -> report.measured(measured, tasks.waiting());
      default -> kill(); // no message of an inference process
    }
  }

  private void watchSilence() {
    timers.startSingleTimer(new Silent(), SILENCE_TIMEOUT);
  }

  /**
   * @param isBroken whether it has ended before it had lanes
   */
  private Behavior<Command> onEnded(ChildThread.Event.Ended ended, boolean isBroken) {
    timers.cancelAll();
    ended.log(context.getSystem());
    int unfinished = tasks.inProcess();
    tasks.ended(ended.cause()).reply();
    if (isBroken) {
      tasks.takeAll().forEach(task -> task.giveBack("its process has ended " + ended.cause()));
    }
    child = null;
    report.ended(isBroken, unfinished, tasks.waiting());
    timers.startSingleTimer(new Start(), Duration.ofMillis(pauseMillis));
    pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
    return behavior(each -> pausing(each, isBroken));
  }

  static final class LaneReport {
    private int lanes;
    private final LaneMetrics metrics;
    private PoolStatus status;
    private int abandoned;
    private long memory;
    private long failures;

    LaneReport(int lanes, MeterRegistry registry) {
      this.lanes = lanes;
      this.metrics = new LaneMetrics(registry);
      this.status = new PoolStatus(lanes, 0, 0, 0);
    }

    PoolStatus status() {
      return status;
    }

    InferenceProcess.Health health() {
      return new InferenceProcess.Health(memory, failures);
    }

    void measured(Message.Measured measured, int waiting) {
      PoolStatus pool = measured.status();
      report(pool.live(), pool.busy(), pool.queued() + waiting);
      memory = measured.memory();
      failed(measured.failedJobs());
      measured
          .nanos()
          .forEach(
              (stage, times) -> Arrays.stream(times).forEach(time -> metrics.block(stage, time)));
    }

    void started(int count) {
      lanes = count;
      status = new PoolStatus(lanes, 0, abandoned, status.queued());
    }

    void overdue() {
      abandoned++;
      metrics.abandoned();
    }

    /**
     * Records that a process has ended.
     *
     * @param isBroken whether it has ended before it had lanes
     */
    void ended(boolean isBroken, int unfinished, int waiting) {
      memory = 0;
      failed(unfinished);
      report(isBroken ? 0 : lanes, 0, waiting);
    }

    private void failed(long jobs) {
      failures += jobs;
      metrics.failed(jobs);
    }

    void stopped() {
      report(lanes, 0, 0);
    }

    private void report(int live, int busy, int queued) {
      status = new PoolStatus(live, busy, abandoned, queued);
      metrics.state(live, busy, queued);
    }
  }

  /**
   * Sends tasks to an inference process, each study before its first task. If the process has
   * ended, sending has no effect: its end follows, and its tasks are repeated. A thread of its own
   * writes, since a process that does not read would block the caller.
   */
  static final class TaskSender {
    private static final Logger LOG = LoggerFactory.getLogger(TaskSender.class);

    private static final int IDLE_SECONDS = 10;

    private final Connection connection;
    private final Executor writer;
    private final Map<String, StudyDescription> studies = new HashMap<>();

    TaskSender(Connection connection) {
      this.connection = connection;
      this.writer = writer();
    }

    /** Returns a thread that ends when it is idle. */
    private static Executor writer() {
      ThreadPoolExecutor writer =
          new ThreadPoolExecutor(
              1,
              1,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              Thread.ofPlatform().daemon().name("inference-input").factory());
      writer.allowCoreThreadTimeOut(true);
      return writer;
    }

    void send(Collection<Task> tasks) {
      for (Task task : tasks) {
        StudyDescription study = task.study();
        if (!study.equals(studies.put(study.id(), study))) {
          send(
              new Message.Begin(study.id(), study.plan(), study.observer(), study.stimuli()),
              study.specification().getBytes(StandardCharsets.UTF_8));
        }
        send(
            new Message.Compute(task.ticket(), study.id(), task.kind(), task.block()),
            task.input());
      }
    }

    void forget(String study) {
      if (studies.remove(study) != null) {
        send(new Message.Forget(study), new byte[0]);
      }
    }

    private void send(Message message, byte[] bytes) {
      writer.execute(() -> write(message, bytes));
    }

    private void write(Message message, byte[] bytes) {
      try {
        connection.send(message, bytes);
      } catch (IOException ended) {
        LOG.debug("the inference process has ended", ended);
      }
    }
  }
}
