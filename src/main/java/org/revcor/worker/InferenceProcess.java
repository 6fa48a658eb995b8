package org.revcor.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(InferenceProcess.class);
  private static final Duration MIN_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);

  /** Maximum time without a message from the process, which reports ten times a second. */
  private static final Duration SILENCE_TIMEOUT = Duration.ofMinutes(1);

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

  /**
   * A block has passed its deadline, which ends the process.
   *
   * @param study its study; empty if it was forgotten meanwhile
   */
  private record Overdue(Optional<String> study, String message) {}

  private record Silent() implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ProcessSettings settings;
  private final Confinement confinement;
  private final LaneMetrics metrics;
  private final int lanes;
  private final Tasks tasks;
  private final Map<String, StudyTask> begun = new HashMap<>();
  private final Behavior<Command> stopped = behavior(this::stopped);
  private final Behavior<Command> starting = behavior(this::starting);
  private final Behavior<Command> pausing = behavior(this::pausing);
  private Duration pause = MIN_PAUSE;
  private PoolStatus status;
  private int abandoned;

  /** Whether the process has ended before it had lanes, or could not be started. */
  private boolean isBroken;

  private long tickets;
  private final AtomicReference<@Nullable ChildProcess> child = new AtomicReference<>();
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
              kill();
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

  /**
   * Starts the process on the thread that receives its messages: when this thread ends, Linux ends
   * a confined process.
   */
  private Behavior<Command> start() {
    ActorRef<Command> self = context.getSelf();
    watchSilence();
    Thread.ofPlatform().daemon().name("inference-process").start(() -> run(self));
    return starting;
  }

  /** Runs a process until it ends, and passes on its messages. */
  private void run(ActorRef<Command> self) {
    String cause;
    try (ChildProcess process = ChildProcess.start(confinement, settings.access())) {
      child.set(process);
      receive(process, self);
      cause = process.end();
    } catch (IOException failed) {
      cause = "before it started: " + failed;
    }
    child.set(null);
    self.tell(new Ended(cause));
  }

  private static void receive(ChildProcess process, ActorRef<Command> self) {
    try (Connection connection = process.connect()) {
      self.tell(new Connected(connection));
      while (true) {
        self.tell(new Received(connection.receive()));
      }
    } catch (IOException ended) {
      LOG.debug("the connection has ended", ended);
    } catch (RuntimeException | OutOfMemoryError failed) {
      LOG.error("a message of the inference process cannot be read", failed);
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
        if (begun.remove(forget.study()) != null) {
          send(connection, new Message.Forget(forget.study()), new byte[0]);
        }
        sendTasks(connection);
      }
      case Received(Connection.Frame(Message message, byte[] bytes)) -> {
        watchSilence();
        onMessage(message, bytes);
        sendTasks(connection);
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
      case Start start -> tasks.waiting() == 0 ? stop() : start();
      default -> anytime(command);
    };
  }

  private Behavior<Command> stop() {
    isBroken = false;
    status = new PoolStatus(lanes, 0, abandoned, 0);
    return stopped;
  }

  private Behavior<Command> anytime(Command command) {
    switch (command) {
      case Forget forget -> forget(forget);
      case GetStatus get -> get.replyTo().tell(status);
      case Silent silent -> {
        context.getLog().error("the inference process does not respond and is killed");
        kill();
      }
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
    for (Task task : tasks.takeSendable()) {
      StudyTask study = task.study();
      if (!study.equals(begun.put(study.id(), study))) {
        send(
            connection,
            new Message.Begin(study.id(), study.plan(), study.observer(), study.stimuli()),
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
        overdue = new Overdue(tasks.study(failed.ticket()), failed.message());
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
    timers.startSingleTimer(new Silent(), SILENCE_TIMEOUT);
  }

  private void kill() {
    ChildProcess process = child.get();
    if (process != null) {
      process.kill();
    }
  }

  private Behavior<Command> onEnded(Ended ended) {
    timers.cancelAll();
    refuse(blamed(ended));
    overdue = null;
    return pause();
  }

  /** Returns the tasks of a study that has failed with the end of the process. */
  private Collection<Task> blamed(Ended ended) {
    if (overdue == null) {
      context.getLog().error("the inference process has ended {}", ended.cause());
      return tasks.ended(ended.cause());
    }
    context.getLog().error("the inference process was ended: {}", overdue.message());
    return tasks.overdue(overdue.study(), overdue.message());
  }

  private void refuse(Collection<Task> failed) {
    for (Task task : failed) {
      String why = tasks.failure(task.study().id()).orElseThrow();
      task.replyTo().tell(StatusReply.error(new ObserverFailedException(why)));
    }
  }

  private Behavior<Command> pause() {
    status = new PoolStatus(isBroken ? 0 : lanes, 0, abandoned, tasks.waiting());
    timers.startSingleTimer(new Start(), pause);
    pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
    return pausing;
  }
}
