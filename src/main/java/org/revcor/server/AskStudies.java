package org.revcor.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.study.registry.Continuation;
import org.revcor.study.registry.ExportedStudy;
import org.revcor.study.registry.StudyQuery;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.study.registry.StudyRequest;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.ResponseCollector;
import org.revcor.study.specification.StudySpecification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests to the registry and its studies; each fails with its error reply or a timeout. */
record AskStudies(
    ActorRef<StudyRegistry.Command> registry, ActorSystem<?> system, Duration timeout) {
  private static final Logger LOG = LoggerFactory.getLogger(AskStudies.class);

  /** After this time, an opened study would not be closed. */
  private static final Duration EXPORT_TIMEOUT = Duration.ofHours(1);

  CompletionStage<StudyView> submit(
      StudySpecification specification, @Nullable String owner, @Nullable String idempotencyKey) {
    return this.<StudyRegistry.Submitted>askRegistry(
            timeout,
            replyTo ->
                new StudyRegistry.Submit(
                    new StudyRegistry.SingleStudy(specification), owner, idempotencyKey, replyTo))
        .thenApply(submitted -> submitted.studies().getFirst());
  }

  /**
   * Creates all studies of a sweep.
   *
   * @param json a study with its sweep
   * @param sweepTimeout timeout of the reply
   */
  CompletionStage<StudyRegistry.Submitted> submitAll(
      String json, @Nullable String owner, @Nullable String idempotencyKey, Duration sweepTimeout) {
    return askRegistry(
        sweepTimeout,
        replyTo ->
            new StudyRegistry.Submit(
                new StudyRegistry.StudySweep(json), owner, idempotencyKey, replyTo));
  }

  CompletionStage<StudyRegistry.Page> page(StudyQuery query) {
    return LogContext.keep(
        AskPattern.ask(
            registry,
            replyTo -> new StudyRegistry.GetPage(query, replyTo),
            timeout,
            system.scheduler()));
  }

  <T> CompletionStage<T> ask(String id, Function<ActorRef<StatusReply<T>>, StudyRequest> request) {
    return askRegistry(timeout, replyTo -> new StudyRegistry.ToStudy(id, request.apply(replyTo)));
  }

  CompletionStage<StudyView> get(String id) {
    return ask(id, StudyRequest.Get::new);
  }

  CompletionStage<StudyView> resume(String id, Continuation how) {
    return ask(id, replyTo -> new StudyRequest.Resume(how, replyTo));
  }

  /** Returns the ids of running studies whose files cannot be written. */
  CompletionStage<List<String>> unwritten() {
    return LogContext.keep(
        AskPattern.ask(registry, StudyRegistry.GetUnwritten::new, timeout, system.scheduler()));
  }

  /** Opens a study for export; the caller closes it. A study that opens too late is closed. */
  CompletionStage<ExportedStudy> export(String id) {
    CompletableFuture<ExportedStudy> receiver = new CompletableFuture<>();
    CompletionStage<ExportedStudy> opened =
        askRegistry(
            EXPORT_TIMEOUT,
            replyTo -> new StudyRegistry.ToStudy(id, new StudyRequest.Export(replyTo)));
    opened.whenCompleteAsync(
        (study, failure) -> {
          if (study == null) {
            receiver.completeExceptionally(failure);
          } else if (!receiver.complete(study)) {
            close(study);
          }
        },
        LogContext.keep(system.dispatchers().lookup(DispatcherSelector.blocking())));
    return LogContext.keep(receiver.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static void close(ExportedStudy study) {
    try {
      study.close();
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("study", study.study().id())
          .setCause(e)
          .log("the files of the study could not be closed");
    }
  }

  /**
   * Sends a request of a client to the study that collects responses.
   *
   * @param wait time after which the study replies at the latest
   */
  <T> CompletionStage<T> collect(
      String id,
      Duration wait,
      Function<ActorRef<StatusReply<T>>, ResponseCollector.Request<?>> request) {
    return askRegistry(
        timeout.plus(wait),
        replyTo ->
            new StudyRegistry.ToStudy(id, new StudyRequest.ToCollector(request.apply(replyTo))));
  }

  CompletionStage<Done> shutDown(Duration shutdownTimeout) {
    return AskPattern.ask(
        registry, StudyRegistry.ShutDown::new, shutdownTimeout, system.scheduler());
  }

  private <T> CompletionStage<T> askRegistry(
      Duration wait, Function<ActorRef<StatusReply<T>>, StudyRegistry.Command> message) {
    return LogContext.keep(
        AskPattern.askWithStatus(registry, message::apply, wait, system.scheduler()));
  }
}
