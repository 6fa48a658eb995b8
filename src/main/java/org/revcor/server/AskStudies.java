package org.revcor.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.MapView;
import org.revcor.study.registry.Continuation;
import org.revcor.study.registry.ExportedStudy;
import org.revcor.study.registry.ImportedStudy;
import org.revcor.study.registry.Live;
import org.revcor.study.registry.Studies;
import org.revcor.study.registry.UnknownStudyException;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.Sweep;

/** Sends requests to the studies' actor; each fails with its error reply or a timeout. */
final class AskStudies {
  private final ActorRef<Studies.Command> studies;
  private final ActorSystem<?> system;
  private final Duration timeout;

  AskStudies(ActorRef<Studies.Command> studies, ActorSystem<?> system, Duration timeout) {
    this.studies = studies;
    this.system = system;
    this.timeout = timeout;
  }

  CompletionStage<StudyView> submit(
      StudySpecification specification, @Nullable String idempotencyKey) {
    return submit(
            check -> {
              check.accept(specification);
              return new Sweep(List.of(specification), List.of());
            },
            idempotencyKey)
        .thenApply(submitted -> submitted.studies().getFirst());
  }

  CompletionStage<Studies.Submitted> submitAll(Studies.Reader reader) {
    return submit(reader, null);
  }

  private CompletionStage<Studies.Submitted> submit(
      Studies.Reader reader, @Nullable String idempotencyKey) {
    return ask(replyTo -> new Studies.Submit(reader, idempotencyKey, replyTo));
  }

  CompletionStage<Studies.Page> page(int limit, @Nullable String after) {
    return AskPattern.ask(
        studies,
        replyTo -> new Studies.GetPage(limit, after, replyTo),
        timeout,
        system.scheduler());
  }

  CompletionStage<StudyView> get(String id) {
    CompletionStage<Optional<StudyView>> study =
        AskPattern.ask(
            studies, replyTo -> new Studies.Get(id, replyTo), timeout, system.scheduler());
    return require(id, study);
  }

  CompletionStage<StudyView> stop(String id) {
    return ask(replyTo -> new Studies.Stop(id, replyTo));
  }

  CompletionStage<StudyView> pause(String id) {
    return ask(replyTo -> new Studies.Pause(id, replyTo));
  }

  CompletionStage<StudyView> resume(String id, Continuation how) {
    return ask(replyTo -> new Studies.Resume(id, how, replyTo));
  }

  /** Returns the ids of running studies whose files cannot be written. */
  CompletionStage<List<String>> unwritten() {
    return AskPattern.ask(studies, Studies.GetUnwritten::new, timeout, system.scheduler());
  }

  CompletionStage<Done> delete(String id) {
    return ask(replyTo -> new Studies.Delete(id, replyTo));
  }

  /** Opens a study for export; the caller closes it. */
  CompletionStage<ExportedStudy> export(String id) {
    CompletableFuture<ExportedStudy> receiver = new CompletableFuture<>();
    studies.tell(new Studies.Export(id, receiver));
    return receiver.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  CompletionStage<StudyView> importStudy(ImportedStudy study) {
    return ask(replyTo -> new Studies.Import(study, replyTo));
  }

  CompletionStage<StudyView> deleteCheckpoints(String id) {
    return ask(replyTo -> new Studies.DropCheckpoints(id, replyTo));
  }

  CompletionStage<StudyMaps> maps(String id, MapView view) {
    return ask(replyTo -> new Studies.GetMaps(id, view, replyTo));
  }

  CompletionStage<ActorRef<Live.Command>> live(String id) {
    CompletionStage<Optional<ActorRef<Live.Command>>> live =
        AskPattern.ask(
            studies, replyTo -> new Studies.GetLive(id, replyTo), timeout, system.scheduler());
    return require(id, live);
  }

  CompletionStage<Done> shutDown(Duration shutdownTimeout) {
    return AskPattern.ask(studies, Studies.ShutDown::new, shutdownTimeout, system.scheduler());
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, Studies.Command> message) {
    return AskPattern.askWithStatus(studies, message::apply, timeout, system.scheduler());
  }

  private static <T> CompletionStage<T> require(String id, CompletionStage<Optional<T>> response) {
    return response.thenApply(found -> found.orElseThrow(() -> new UnknownStudyException(id)));
  }
}
