package org.revcor.worker.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException.Reason;
import org.revcor.inference.StudyInference;
import org.revcor.study.plan.StageFailure;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.StudyDescription;

/**
 * A study on a worker. It fetches the files of the study, then has its tasks computed. The
 * inference process forgets the study when it ends; this actor stops when nothing is left that
 * sends a result to it.
 *
 * <pre>
 * preparing ──► computing
 *     └─────────────┴──► ending ──► stopped
 * </pre>
 */
final class WorkerStudy {
  sealed interface Command {}

  /** Computes a task; the worker gets a {@link Worker.Computed}. */
  record Compute(ToWorker.Lease lease) implements Command {}

  /** Cancels the tasks. */
  record End() implements Command {}

  /** The result of something that this actor has started. */
  private sealed interface Result extends Command {}

  private record Prepared(StatusReply<StudyDescription> study) implements Result {}

  private record InputReceived(ToWorker.Lease lease, StatusReply<byte[]> input) implements Result {}

  private record Computed(long ticket, StatusReply<byte[]> result) implements Result {}

  private final ActorContext<Command> context;
  private final String id;
  private final String name;
  private final ActorRef<Worker.Command> worker;
  private final ActorRef<InferenceProcess.Command> process;
  private final Materializer materializer;

  /** Number of results that have not arrived; at first that of the preparation. */
  private int pending = 1;

  private WorkerStudy(
      ActorContext<Command> context,
      String id,
      String name,
      ActorRef<Worker.Command> worker,
      ActorRef<InferenceProcess.Command> process) {
    this.context = context;
    this.id = id;
    this.name = name;
    this.worker = worker;
    this.process = process;
    this.materializer = Materializer.createMaterializer(context);
  }

  /**
   * Creates the behaviour.
   *
   * @param name name of the study in the inference process, which has had no other study of it
   * @param process supervisor of the lanes
   * @param fetch fetches the files of a study, which may block
   */
  static Behavior<Command> create(
      ToWorker.Begin begin,
      String name,
      ActorRef<Worker.Command> worker,
      ActorRef<InferenceProcess.Command> process,
      Consumer<StudyDescription> fetch) {
    return Behaviors.setup(
        context -> {
          WorkerStudy created = new WorkerStudy(context, begin.study(), name, worker, process);
          context.pipeToSelf(
              Bulk.receive(begin.specification(), created.materializer)
                  .thenApply(json -> begin.description(name, json))
                  .whenCompleteAsync(
                      (study, failure) -> {
                        if (failure == null) {
                          fetch.accept(study);
                        }
                      },
                      context.getSystem().dispatchers().lookup(DispatcherSelector.blocking())),
              (study, failure) -> new Prepared(reply(study, failure)));
          return created.preparing(new ArrayList<>());
        });
  }

  private static <T> StatusReply<T> reply(@Nullable T result, @Nullable Throwable failure) {
    return failure == null
        ? StatusReply.success(result)
        : StatusReply.error(StageFailure.of(failure));
  }

  private Behavior<Command> state(Function<Command, Behavior<Command>> handler) {
    return Behaviors.receive(Command.class)
        .onMessage(
            Command.class,
            command -> {
              pending -= command instanceof Result ? 1 : 0;
              return handler.apply(command);
            })
        .onSignal(
            PostStop.class,
            stop -> {
              forget();
              return Behaviors.same();
            })
        .build();
  }

  private void forget() {
    process.tell(new InferenceProcess.Forget(name));
  }

  private Behavior<Command> end() {
    forget();
    return pending == 0
        ? Behaviors.stopped()
        : state(late -> pending == 0 ? Behaviors.stopped() : Behaviors.same());
  }

  /** Until the files are here. */
  private Behavior<Command> preparing(List<ToWorker.Lease> waiting) {
    return state(
        command -> {
          switch (command) {
            case End end -> {
              return end();
            }
            case Compute(ToWorker.Lease lease) -> waiting.add(lease);
            case Prepared(var study) when study.isError() ->
                decline(
                    "its files cannot be fetched: " + StageFailure.message(study.getError()),
                    ClusterTimes.FETCH_PAUSE);
            case Prepared(var study) -> {
              waiting.forEach(this::receiveInput);
              return computing(study.getValue());
            }
            case InputReceived early -> throw new IllegalStateException("not prepared yet");
            case Computed early -> throw new IllegalStateException("not prepared yet");
          }
          return Behaviors.same();
        });
  }

  private Behavior<Command> computing(StudyDescription study) {
    return state(
        command -> {
          switch (command) {
            case End end -> {
              return end();
            }
            case Compute(ToWorker.Lease lease) -> receiveInput(lease);
            case InputReceived(ToWorker.Lease lease, var input) when input.isError() ->
                decline(
                    "its input was lost: " + StageFailure.message(input.getError()), Duration.ZERO);
            case InputReceived(ToWorker.Lease lease, var input) ->
                compute(study, lease, input.getValue());
            case Computed(long ticket, var result)
                when result.isError() && Reason.UNAVAILABLE.isOf(result.getError()) ->
                decline(StageFailure.message(result.getError()), ClusterTimes.START_PAUSE);
            case Computed(long ticket, var result) ->
                worker.tell(new Worker.Computed(context.getSelf(), ticket, result));
            case Prepared again -> throw new IllegalStateException("prepared twice");
          }
          return Behaviors.same();
        });
  }

  private void decline(String reason, Duration pause) {
    worker.tell(new Worker.Unable(context.getSelf(), id, reason, pause));
  }

  private void receiveInput(ToWorker.Lease lease) {
    pending++;
    context.pipeToSelf(
        Bulk.receive(lease.input(), materializer),
        (input, failure) -> new InputReceived(lease, reply(input, failure)));
  }

  private void compute(StudyDescription study, ToWorker.Lease lease, byte[] input) {
    pending++;
    context.pipeToSelf(
        AskPattern.<InferenceProcess.Command, byte[]>askWithStatus(
            process,
            replyTo ->
                new InferenceProcess.Submit(study, lease.kind(), lease.block(), input, replyTo),
            StudyInference.REPLY_TIMEOUT,
            context.getSystem().scheduler()),
        (result, failure) -> new Computed(lease.ticket(), reply(result, failure)));
  }
}
