package org.revcor.study.run;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.RefusedException.Reason;
import org.revcor.inference.StudyInference;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ServedModel;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.served.InferenceClient;
import org.revcor.study.served.InferenceClient.ServerUnavailableException;
import org.revcor.study.served.ModelSignature;
import org.revcor.study.served.ServedAccess;

/**
 * Has a served model compute the outputs of a study. It leases blocks from a {@link
 * ResponseCollector} as a client does.
 *
 * <pre>
 * idle ──► connecting ──► requesting ──► failed
 *              ▲              │
 *              └── waiting ◄──┘   the server is unavailable
 * </pre>
 */
final class ServedResponder {
  /** Duration of its leases. It has each until outputs are stored, so none ends in practice. */
  static final Duration LEASE = StudyInference.REPLY_TIMEOUT;

  sealed interface Command {}

  private record Granted(Optional<ResponseCollector.Leased> leased) implements Command {}

  /** The collector has failed or does not reply. No further block is leased. */
  private record NotGranted() implements Command {}

  private record Described(@Nullable ModelSignature signature, @Nullable Throwable failure)
      implements Command {}

  private record Responded(
      ServedBlock.Part part, InferenceClient.@Nullable Outputs outputs, @Nullable Throwable failure)
      implements Command {}

  private record Stored(ServedBlock block, @Nullable Throwable failure) implements Command {}

  private record StoreAgain(ServedBlock block) implements Command {}

  record Reconnect() implements Command {}

  private static final Duration LEASE_WAIT = Duration.ofSeconds(30);
  private static final Duration STORE_INTERVAL = Duration.ofSeconds(5);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ResponseCollector.Command> collector;
  private final ServedModel model;
  private final InferenceClient client;
  private final ObserverDescription observer;
  private final ServedQueue queue;
  private final Reconnection reconnection;
  private final Behavior<Command> connecting = behavior(this::connecting);
  private final Behavior<Command> requesting = behavior(this::requesting);
  private final Behavior<Command> waiting = behavior(this::waiting);
  private @Nullable ModelSignature signature;
  private boolean isLeasing;
  private int storing;

  private ServedResponder(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<ResponseCollector.Command> collector,
      PreparedStudy study,
      int logged,
      ServedAccess access) {
    int blockSize = study.plan().blockSize();
    this.context = context;
    this.timers = timers;
    this.reconnection = new Reconnection(timers, collector);
    this.collector = collector;
    this.observer = study.observer().description();
    this.model = study.served().orElseThrow();
    this.client = new InferenceClient(model, observer, blockSize, access);
    this.queue = new ServedQueue(model, (long) logged * blockSize);
  }

  /**
   * Starts the responder of a study with a served model as a child of its collector. If it fails,
   * the study does.
   *
   * @param logged number of blocks whose outputs are in the log
   */
  static void spawn(
      ActorContext<ResponseCollector.Command> parent,
      PreparedStudy study,
      int logged,
      ServedAccess access) {
    ActorRef<ResponseCollector.Command> collector = parent.getSelf();
    Behavior<Command> responder =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new ServedResponder(context, timers, collector, study, logged, access)
                            .begin()));
    parent.watchWith(
        parent.spawn(responder, "served", DispatcherSelector.blocking()),
        new ResponseCollector.Fail(
            new IllegalStateException("requests to the served model failed; see the log")));
  }

  private Behavior<Command> begin() {
    lease();
    return behavior(this::idle);
  }

  private Behavior<Command> behavior(Function<Command, Behavior<Command>> state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, state)
        .onSignal(
            PostStop.class,
            stop -> {
              client.close();
              return Behaviors.same();
            })
        .build();
  }

  /** Until the first block, so that the server is not needed for one in the log. */
  private Behavior<Command> idle(Command command) {
    return switch (command) {
      case Granted granted -> {
        onGranted(granted);
        yield queue.isEmpty() ? Behaviors.same() : connect();
      }
      default -> Behaviors.unhandled();
    };
  }

  private Behavior<Command> connect() {
    boolean hadMetadata = signature != null && signature.hasMetadata();
    context.pipeToSelf(client.describe(hadMetadata), Described::new);
    return connecting;
  }

  private Behavior<Command> connecting(Command command) {
    if (command instanceof Described(ModelSignature found, Throwable failure)) {
      if (found == null) {
        return onFailure(cause(failure));
      }
      signature = found;
      return request();
    }
    return anytime(command);
  }

  private Behavior<Command> requesting(Command command) {
    Behavior<Command> next = anytime(command);
    return next == Behaviors.<Command>same() ? request() : next; // next waits or has failed
  }

  private Behavior<Command> waiting(Command command) {
    return command instanceof Reconnect ? connect() : anytime(command);
  }

  /**
   * Handles what is the same in all states but the first and the last one.
   *
   * <p>Metadata that arrive outside {@code connecting} are of a connection that was given up when
   * another request failed; the next one requests them again. The timer of {@code Reconnect} runs
   * only in {@code waiting}.
   */
  private Behavior<Command> anytime(Command command) {
    switch (command) {
      case Granted granted -> onGranted(granted);
      case Responded responded -> {
        return onResponded(responded);
      }
      case Stored(ServedBlock block, Throwable failure) -> {
        if (Reason.RESPONSES.isOf(failure)) {
          timers.startSingleTimer(block, new StoreAgain(block), STORE_INTERVAL);
        } else if (failure != null) {
          return fail(failure);
        } else {
          storing--;
        }
      }
      case StoreAgain(ServedBlock block) -> store(block);
      case NotGranted none -> {} // isLeasing remains true
      case Described late -> {}
      case Reconnect late -> {}
    }
    return Behaviors.same();
  }

  private void lease() {
    isLeasing = true;
    context.pipeToSelf(
        AskPattern.<ResponseCollector.Command, Optional<ResponseCollector.Leased>>askWithStatus(
            collector,
            replyTo -> new ResponseCollector.Lease(model.name(), LEASE_WAIT, replyTo),
            StudyInference.REPLY_TIMEOUT,
            context.getSystem().scheduler()),
        (leased, failure) -> failure == null ? new Granted(leased) : new NotGranted());
  }

  private void onGranted(Granted granted) {
    isLeasing = false;
    granted
        .leased()
        .ifPresentOrElse(
            leased -> queue.add(new ServedBlock(leased, model, observer)), this::lease);
  }

  /** Sends as many requests as are allowed, and leases more ahead. */
  private Behavior<Command> request() {
    ModelSignature known = Objects.requireNonNull(signature);
    for (Optional<ServedBlock.Part> next = queue.next(); next.isPresent(); next = queue.next()) {
      ServedBlock.Part part = next.get();
      context.pipeToSelf(
          client.infer(known, part.trials(), part.stimuli()),
          (outputs, failure) -> new Responded(part, outputs, failure));
    }
    Optional<InvalidInputException> end = queue.end();
    if (end.isPresent() && storing == 0) {
      return fail(end.get());
    }
    if (queue.isShort() && !isLeasing) {
      lease();
    }
    return requesting;
  }

  private Behavior<Command> onResponded(Responded responded) {
    ServedBlock.Part part = responded.part();
    try {
      if (responded.outputs() == null) {
        Throwable cause = cause(responded.failure());
        if (cause instanceof ServerUnavailableException reason) {
          queue.sendAgain(part, reason);
          if (!reconnection.isPending()) {
            queue.slowDown();
          }
        }
        return onFailure(cause);
      }
      queue.responded();
      if (part.block().add(part, responded.outputs())) {
        storing++;
        store(part.block());
      }
    } catch (ObserverFailedException failed) {
      return fail(failed);
    }
    reconnection.onResponse();
    return Behaviors.same();
  }

  private void store(ServedBlock block) {
    context.pipeToSelf(
        AskPattern.<ResponseCollector.Command, Done>askWithStatus(
            collector, block::put, StudyInference.REPLY_TIMEOUT, context.getSystem().scheduler()),
        (done, failure) -> new Stored(block, failure));
  }

  /** Waits for a server that is unavailable; other failures are those of the study. */
  private Behavior<Command> onFailure(Throwable cause) {
    if (!(cause instanceof ServerUnavailableException reason)) {
      return fail(cause);
    }
    reconnection.onFailure(reason);
    return waiting;
  }

  private static Throwable cause(@Nullable Throwable failure) {
    return StageFailure.of(Objects.requireNonNull(failure));
  }

  /** Fails the study, which keeps what is in the log. */
  private Behavior<Command> fail(Throwable failure) {
    collector.tell(new ResponseCollector.Fail(failure));
    client.close();
    return Behaviors.ignore();
  }
}
