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
import org.revcor.specification.StudySpecification;
import org.revcor.specification.Sweep;
import org.revcor.studies.Continuation;
import org.revcor.studies.ExportedStudy;
import org.revcor.studies.ImportedStudy;
import org.revcor.studies.Live;
import org.revcor.studies.Studies;
import org.revcor.studies.UnknownStudyException;
import org.revcor.study.StudyMaps;
import org.revcor.study.StudyView;

/** Questions to the studies; each fails with what the studies answer, or with a timeout. */
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
            usable -> {
              usable.accept(specification);
              return new Sweep(List.of(specification), List.of());
            },
            idempotencyKey)
        .thenApply(submitted -> submitted.studies().getFirst());
  }

  CompletionStage<Studies.Submitted> submitAll(Studies.Reader reading) {
    return submit(reading, null);
  }

  private CompletionStage<Studies.Submitted> submit(
      Studies.Reader reading, @Nullable String idempotencyKey) {
    return answered(replyTo -> new Studies.Submit(reading, idempotencyKey, replyTo));
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
    return known(id, study);
  }

  CompletionStage<StudyView> stop(String id) {
    return answered(replyTo -> new Studies.Stop(id, replyTo));
  }

  CompletionStage<StudyView> pause(String id) {
    return answered(replyTo -> new Studies.Pause(id, replyTo));
  }

  CompletionStage<StudyView> resume(String id, Continuation how) {
    return answered(replyTo -> new Studies.Resume(id, how, replyTo));
  }

  /** Ids of studies that go on in memory, since they cannot be written. */
  CompletionStage<List<String>> unwritten() {
    return AskPattern.ask(studies, Studies.GetUnwritten::new, timeout, system.scheduler());
  }

  CompletionStage<Done> delete(String id) {
    return answered(replyTo -> new Studies.Delete(id, replyTo));
  }

  /** A study with its files open; whoever asks closes it. */
  CompletionStage<ExportedStudy> export(String id) {
    CompletableFuture<ExportedStudy> taker = new CompletableFuture<>();
    studies.tell(new Studies.Export(id, taker));
    return taker.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  CompletionStage<StudyView> adopt(ImportedStudy study) {
    return answered(replyTo -> new Studies.Import(study, replyTo));
  }

  CompletionStage<StudyView> dropCheckpoints(String id) {
    return answered(replyTo -> new Studies.DropCheckpoints(id, replyTo));
  }

  CompletionStage<StudyMaps> maps(String id, MapView view) {
    return answered(replyTo -> new Studies.GetMaps(id, view, replyTo));
  }

  CompletionStage<ActorRef<Live.Command>> live(String id) {
    CompletionStage<Optional<ActorRef<Live.Command>>> live =
        AskPattern.ask(
            studies, replyTo -> new Studies.GetLive(id, replyTo), timeout, system.scheduler());
    return known(id, live);
  }

  CompletionStage<Done> shutDown(Duration deadline) {
    return AskPattern.ask(studies, Studies.ShutDown::new, deadline, system.scheduler());
  }

  private <T> CompletionStage<T> answered(
      Function<ActorRef<StatusReply<T>>, Studies.Command> question) {
    return AskPattern.askWithStatus(studies, question::apply, timeout, system.scheduler());
  }

  private static <T> CompletionStage<T> known(String id, CompletionStage<Optional<T>> response) {
    return response.thenApply(found -> found.orElseThrow(() -> new UnknownStudyException(id)));
  }
}
