package org.revcor.study.registry;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.study.plan.StageFailure;

/** Work of actors that accesses files. It runs on {@link StudyRegistry#FILE_DISPATCHER}. */
final class FileWork {
  private FileWork() {}

  static <T, M> void pipeToSelf(
      ActorContext<M> actor, Callable<T> work, Function<StatusReply<T>, M> message) {
    actor.pipeToSelf(
        start(actor, work), (result, failure) -> message.apply(reply(result, failure)));
  }

  static <T> void reply(ActorContext<?> actor, Callable<T> work, ActorRef<StatusReply<T>> replyTo) {
    start(actor, work).whenComplete((result, failure) -> replyTo.tell(reply(result, failure)));
  }

  /** Starts work without a result. */
  static void run(ActorContext<?> actor, Runnable work) {
    executor(actor).execute(work);
  }

  static <T> StatusReply<T> reply(@Nullable T result, @Nullable Throwable failure) {
    if (result != null) {
      return StatusReply.success(result);
    }
    return StatusReply.error(
        failure == null
            ? new IllegalStateException("neither a result nor a failure")
            : StageFailure.of(failure));
  }

  private static <T> CompletionStage<T> start(ActorContext<?> actor, Callable<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (Exception failure) {
            throw new CompletionException(failure);
          }
        },
        executor(actor));
  }

  private static Executor executor(ActorContext<?> actor) {
    return actor
        .getSystem()
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig(StudyRegistry.FILE_DISPATCHER));
  }
}
