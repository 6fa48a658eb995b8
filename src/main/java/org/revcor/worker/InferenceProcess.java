package org.revcor.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.ObserverFailedException;
import org.revcor.inference.LaneMetrics;
import org.revcor.inference.PoolStatus;

/**
 * Supervises the child process that runs the networks of all studies. It is started with the first
 * task. If it ends, it is started again and its tasks are repeated; {@link Tasks} decides which
 * study has ended it. Blocks while it writes to the process, so it needs a blocking dispatcher.
 *
 * <pre>
 * stopped ──► starting ──► running
 *    ▲            └──── pausing ◄──┘   the process has ended
 *    └── no tasks ───────┘ └──► starting
 * </pre>
 */
public final class InferenceProcess {
  private static final Duration MIN_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);

  /** Maximum time without a message from the process, which reports ten times a second. */
  private static final Duration MAX_SILENCE = Duration.ofMinutes(1);

  public sealed interface Command {}

  /** Computes a task; the reply is an error if its study has ended the process too often. */
  record Submit(
      StudyTask study,
      String observer,
      Task.Kind kind,
      long block,
      byte[] images,
      ActorRef<StatusReply<byte[]>> replyTo)
      implements Command {}

  /** Fails the waiting tasks of a study. */
  record Forget(String study) implements Command {}

  /** Requests the status of the lanes. */
  public record GetStatus(ActorRef<PoolStatus> replyTo) implements Command {}

  private record Connected(Connection connection) implements Command {}

  private record Received(Connection.Frame frame) implements Command {}

  /** The process has ended, or could not be started. */
  private record Ended(String cause) implements Command {}

  private record Start() implements Command {}

  /** A study whose block has passed its deadline, which ends the process. */
  private record Overdue(String study, String message) {}

  private record Silent() implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ProcessSettings settings;
  private final Confinement confinement;
  private final LaneMetrics metrics;
  private final int lanes;
  private final Tasks tasks;
  private final Set<String> begun = new HashSet<>();
  private final Behavior<Command> stopped = behavior(this::stopped);
  private final Behavior<Command> starting = behavior(this::starting);
  private final Behavior<Command> pausing = behavior(this::pausing);
  private Duration pause = MIN_PAUSE;
  private PoolStatus status;
  private int abandoned;

  /** Whether the process has ended before it had lanes, or could not be started. */
  private boolean isBroken;

  private long tickets;
  private @Nullable ChildProcess child;
  private @Nullable Overdue overdue;

  /**
   * Creates the behaviour.
   *
   * @param lanes number of lanes of the process
   */
  public static Behavior<Command> create(
      ProcessSettings settings, Confinement confinement, int lanes, MeterRegistry registry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new InferenceProcess(context, timers, settings, confinement, lanes, registry)
                        .stopped));
  }

  private InferenceProcess(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ProcessSettings settings,
      Confinement confinement,
      int lanes,
      MeterRegistry registry) {
    this.context = context;
    this.confinement = confinement;
    this.timers = timers;
    this.settings = settings;
    this.metrics = new LaneMetrics(registry);
    this.lanes = lanes;
    this.tasks = new Tasks(settings.attempts());
    this.status = new PoolStatus(lanes, 0, 0, 0);
  }

  /** The handling of messages in one state. */
  private interface State {
    Behavior<Command> on(Command command);
  }

  private Behavior<Command> behavior(State state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, state::on)
        .onSignal(
            PostStop.class,
            stop -> {
              if (child != null) {
                child.close();
              }
              return Behaviors.same();
            })
        .build();
  }

  /** No process, and no tasks. */
  private Behavior<Command> stopped(Command command) {
    return switch (command) {
      case Submit submit -> add(submit) ? start() : Behaviors.same();
      default -> anytime(command);
    };
  }

  private Behavior<Command> start() {
    ActorRef<Command> self = context.getSelf();
    try {
      ChildProcess started = ChildProcess.start(confinement, settings.access());
      child = started;
      Thread.ofPlatform().daemon().name("inference-process").start(() -> receive(started, self));
      return starting;
    } catch (IOException e) {
      context.getLog().error("the inference process cannot start", e);
      isBroken = true;
      return pause();
    }
  }

  /** Passes on all messages of a process until it ends. */
  private static void receive(ChildProcess process, ActorRef<Command> self) {
    try (process) {
      try (Connection connection = process.connect()) {
        self.tell(new Connected(connection));
        while (true) {
          self.tell(new Received(connection.receive()));
        }
      } catch (IOException ended) {
        self.tell(new Ended(process.end()));
      }
    }
  }

  /** Until the process has its lanes. */
  private Behavior<Command> starting(Command command) {
    switch (command) {
      case Submit submit -> add(submit);
      case Connected connected -> {
        send(connected.connection(), new Message.Configure(settings), new byte[0]);
        return behavior(each -> connected(each, connected.connection()));
      }
      case Ended ended -> {
        isBroken = true;
        return onEnded(ended);
      }
      default -> {
        return anytime(command);
      }
    }
    return Behaviors.same();
  }

  private Behavior<Command> connected(Command command, Connection connection) {
    switch (command) {
      case Submit submit -> add(submit);
      case Received(Connection.Frame(Message.Ready ready, byte[] none)) -> {
        if (ready.lanes() != lanes) {
          context
              .getLog()
              .error("the inference process has {} lanes, not {}", ready.lanes(), lanes);
        }
        pause = MIN_PAUSE;
        isBroken = false;
        begun.clear();
        watchSilence();
        sendTasks(connection);
        return behavior(each -> running(each, connection));
      }
      case Ended ended -> {
        isBroken = true;
        return onEnded(ended);
      }
      default -> {
        return anytime(command);
      }
    }
    return Behaviors.same();
  }

  private Behavior<Command> running(Command command, Connection connection) {
    switch (command) {
      case Submit submit -> {
        if (add(submit)) {
          sendTasks(connection);
        }
      }
      case Forget forget -> {
        forget(forget);
        if (begun.remove(forget.study())) {
          send(connection, new Message.Forget(forget.study()), new byte[0]);
        }
        sendTasks(connection);
      }
      case Received(Connection.Frame(Message message, byte[] bytes)) -> {
        watchSilence();
        onMessage(message, bytes);
        sendTasks(connection);
      }
      case Silent silent -> {
        context.getLog().error("the inference process does not respond and is killed");
        kill();
      }
      case Ended ended -> {
        return onEnded(ended);
      }
      default -> {
        return anytime(command);
      }
    }
    return Behaviors.same();
  }

  /** Until the next start, after an end. */
  private Behavior<Command> pausing(Command command) {
    return switch (command) {
      case Submit submit -> {
        add(submit);
        yield Behaviors.same();
      }
      case Start start -> tasks.waiting() == 0 ? stopped : start();
      default -> anytime(command);
    };
  }

  private Behavior<Command> anytime(Command command) {
    switch (command) {
      case Forget forget -> forget(forget);
      case GetStatus get -> get.replyTo().tell(status);
      default -> context.getLog().debug("{} comes too late", command);
    }
    return Behaviors.same();
  }

  /** Adds a task, unless its study has failed. */
  private boolean add(Submit submit) {
    String study = submit.study().id();
    tasks
        .failure(study)
        .ifPresent(
            why -> submit.replyTo().tell(StatusReply.error(new ObserverFailedException(why))));
    if (tasks.failure(study).isPresent()) {
      return false;
    }
    tasks.add(
        new Task(
            ++tickets,
            submit.study(),
            submit.observer(),
            submit.kind(),
            submit.block(),
            submit.images(),
            submit.replyTo()));
    return true;
  }

  private void forget(Forget forget) {
    tasks
        .forget(forget.study())
        .forEach(task -> task.replyTo().tell(StatusReply.error("the study has ended")));
  }

  private void sendTasks(Connection connection) {
    for (Task task : tasks.send()) {
      if (begun.add(task.study().id())) {
        StudyTask study = task.study();
        send(
            connection,
            new Message.Begin(study.id(), study.plan(), study.observer()),
            study.specification().getBytes(StandardCharsets.UTF_8));
      }
      send(
          connection,
          new Message.Compute(task.ticket(), task.study().id(), task.kind(), task.block()),
          task.images());
    }
  }

  /** Sends a message. If the process has ended, its end follows and its tasks are repeated. */
  private void send(Connection connection, Message message, byte[] bytes) {
    try {
      connection.send(message, bytes);
    } catch (IOException ended) {
      context.getLog().debug("the inference process has ended", ended);
    }
  }

  private void onMessage(Message message, byte[] bytes) {
    switch (message) {
      case Message.Done done -> {
        Task task = tasks.remove(done.ticket());
        if (task != null) {
          task.replyTo().tell(StatusReply.success(bytes));
        }
      }
      case Message.Failed failed when failed.overdue() -> {
        abandoned++;
        metrics.abandoned();
        overdue =
            tasks
                .study(failed.ticket())
                .map(study -> new Overdue(study, failed.message()))
                .orElse(null);
        kill();
      }
      case Message.Failed failed -> {
        Task task = tasks.remove(failed.ticket());
        if (task != null) {
          task.replyTo().tell(StatusReply.error(new ObserverFailedException(failed.message())));
        }
      }
      case Message.Measured measured -> onMeasured(measured);
      default -> context.getLog().error("{} is no message of an inference process", message);
    }
  }

  private void onMeasured(Message.Measured measured) {
    PoolStatus pool = measured.status();
    status = new PoolStatus(pool.live(), pool.busy(), abandoned, pool.queued() + tasks.waiting());
    metrics.state(status.live(), status.busy(), status.queued());
    metrics.failed(measured.failedJobs());
    measured
        .nanos()
        .forEach(
            (stage, times) -> Arrays.stream(times).forEach(time -> metrics.block(stage, time)));
  }

  private void watchSilence() {
    timers.startSingleTimer(new Silent(), MAX_SILENCE);
  }

  private void kill() {
    if (child != null) {
      child.kill();
    }
  }

  private Behavior<Command> onEnded(Ended ended) {
    timers.cancelAll();
    String cause = overdue == null ? ended.cause() : overdue.message();
    if (overdue == null) {
      context.getLog().error("the inference process has ended {}", cause);
    } else {
      context.getLog().error("the inference process was ended: {}", cause);
    }
    (overdue == null ? tasks.ended(cause) : tasks.overdue(overdue.study(), cause))
        .forEach(
            task ->
                task.replyTo()
                    .tell(
                        StatusReply.error(
                            new ObserverFailedException(
                                tasks.failure(task.study().id()).orElse(cause)))));
    overdue = null;
    child = null;
    return pause();
  }

  private Behavior<Command> pause() {
    status = new PoolStatus(isBroken ? 0 : lanes, 0, abandoned, tasks.waiting());
    timers.startSingleTimer(new Start(), pause);
    pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
    return pausing;
  }
}
