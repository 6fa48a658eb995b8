package org.revcor.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.server.analyses.Analyses;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.study.registry.StudyRequest;
import org.revcor.study.results.StudyView;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.cluster.PoolLanes;
import org.revcor.worker.cluster.WorkerPool;

/**
 * The top-level actors, and requests to them. A request fails with its error reply, or after a
 * timeout.
 *
 * @param process the inference process of the server; empty if it has none
 */
record Actors(
    ActorSystem<?> system,
    Duration timeout,
    ActorRef<WorkerPool.Command> pool,
    Optional<ActorRef<InferenceProcess.Command>> process,
    PoolLanes lanes,
    ActorRef<StudyRegistry.Command> studies,
    ActorRef<Analyses.Command> analyses) {

  /** Asks an actor whose reply is never an error. */
  <M, T> CompletionStage<T> ask(ActorRef<M> actor, Function<ActorRef<T>, M> message) {
    return AskPattern.ask(actor, message::apply, timeout, system.scheduler());
  }

  /** Asks an actor whose reply may be an error. */
  <M, T> CompletionStage<T> ask(
      ActorRef<M> actor, Duration wait, Function<ActorRef<StatusReply<T>>, M> message) {
    return AskPattern.askWithStatus(actor, message::apply, wait, system.scheduler());
  }

  <T> CompletionStage<T> study(
      String id, Duration wait, Function<ActorRef<StatusReply<T>>, StudyRequest> request) {
    return ask(studies, wait, replyTo -> new StudyRegistry.ToStudy(id, request.apply(replyTo)));
  }

  <T> CompletionStage<T> study(
      String id, Function<ActorRef<StatusReply<T>>, StudyRequest> request) {
    return study(id, timeout, request);
  }

  CompletionStage<StudyView> study(String id) {
    return study(id, StudyRequest.Get::new);
  }

  <T> CompletionStage<T> analysis(Function<ActorRef<StatusReply<T>>, Analyses.Command> message) {
    return ask(analyses, timeout, message);
  }

  CompletionStage<StudyRegistry.Submitted> submit(
      StudyRegistry.Requested requested,
      @Nullable String owner,
      @Nullable String idempotencyKey,
      Duration wait) {
    return ask(
        studies,
        wait,
        replyTo -> new StudyRegistry.Submit(requested, owner, idempotencyKey, replyTo));
  }

  /** Returns the ids of running studies whose files cannot be written. */
  CompletionStage<List<String>> unwritten() {
    return ask(studies, StudyRegistry.GetUnwritten::new);
  }
}
