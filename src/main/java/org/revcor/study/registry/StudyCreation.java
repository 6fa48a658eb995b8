package org.revcor.study.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.file.FolderTree;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.record.StudyState;
import org.revcor.study.registry.RunPreparation.PreparedRun;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.results.TimedId;
import org.revcor.study.run.StudyStatus;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudyFile.Sweep;
import org.revcor.study.specification.StudySpecification;

/** Creates the studies of a request. Blocks; actors call it with {@link FileWork}. */
record StudyCreation(
    StudyServices services, ActorRef<StudyRegistry.Command> registry, ActorSystem<?> system) {
  private static final int MAX_SWEEP = 1_000;

  /**
   * A study with its first view and its entry in the database.
   *
   * @param firstRun its run; empty if it waits in the queue, and is paused without its entry
   */
  record NewStudy(Optional<PreparedRun> firstRun, StudyView view, StudyEntry entry) {}

  /**
   * All studies of a request, and the combinations of its sweep that cannot run.
   *
   * @param existing studies that the same request created before
   */
  record NewStudies(List<StudyView> existing, List<NewStudy> studies, List<Sweep.LeftOut> leftOut) {

    /** Returns the ids of all studies. */
    Stream<String> ids() {
      return Stream.concat(existing.stream(), studies.stream().map(NewStudy::view))
          .map(StudyView::id);
    }
  }

  /**
   * Prepares the studies, lets the registry admit them, and creates their entries and run
   * directories. If one cannot be created or does not become durable in time, it deletes all. A
   * process that ends meanwhile leaves no run directory that no entry names.
   *
   * @param existing studies that the same request created before; they are not created again
   * @throws org.revcor.RefusedException if there are too many studies or too little disk space
   */
  NewStudies create(StudyRegistry.Submit submit, List<StudyView> existing) {
    List<PreparedStudy> studies = new ArrayList<>();
    List<Sweep.LeftOut> leftOut = prepare(submit.requested(), existing, studies);
    if (studies.isEmpty()) {
      return new NewStudies(existing, List.of(), leftOut);
    }
    long bytes = studies.stream().mapToLong(services.capacity()::diskBytes).sum();
    DiskSpace.of(services.settings()).require(bytes);
    StudyRegistry.Admitted admitted =
        ask(registry, replyTo -> new StudyRegistry.Admit(studies, submit, replyTo));
    List<NewStudy> created = new ArrayList<>();
    try {
      for (String id : admitted.ids()) {
        PreparedStudy study = studies.get(created.size());
        StudyStatus status =
            new StudyStatus(id, study, TimedId.time(id).orElseThrow().toString(), submit.owner());
        created.add(create(status, created.size() < admitted.starting(), submit.storedKey()));
      }
      return new NewStudies(existing, created, leftOut);
    } catch (RuntimeException failure) {
      // the one that failed may be created in part
      admitted.ids().stream().limit(created.size() + 1L).forEach(this::discard);
      throw failure;
    }
  }

  /**
   * Prepares the requested studies. Stops as soon as there are more than a sweep may have.
   *
   * @param studies receives those that can run
   * @return combinations of a sweep that cannot run
   */
  private List<Sweep.LeftOut> prepare(
      StudyRegistry.Requested requested, List<StudyView> existing, List<PreparedStudy> studies) {
    RunPreparation preparation = new RunPreparation(services);
    return switch (requested) {
      case StudyRegistry.SingleStudy(StudySpecification study) -> {
        studies.add(preparation.prepare(study));
        yield List.of();
      }
      case StudyRegistry.StudySweep(String json) -> {
        List<String> remaining = new ArrayList<>();
        existing.forEach(study -> remaining.add(withoutTrials(study.setup().specification())));
        yield StudyFile.parseSweep(
                json,
                study -> {
                  if (studies.size() == MAX_SWEEP) {
                    throw RefusedException.conflict(
                        "a sweep has at most %d studies".formatted(MAX_SWEEP));
                  }
                  if (!remaining.remove(withoutTrials(StudyFile.toJson(study)))) {
                    studies.add(preparation.prepare(study));
                  }
                })
            .leftOut();
      }
    };
  }

  /** Returns what distinguishes a study of a sweep from the others, even if it was extended. */
  private static String withoutTrials(JsonNode specification) {
    return StudyFile.withTrials(specification, 0).toString();
  }

  private NewStudy create(StudyStatus status, boolean starts, @Nullable String key) {
    StudyView view = starts ? status.view() : status.view().withState(StudyState.PAUSED);
    StudyEntry entry = starts ? DurableEntry.first(view, key) : DurableEntry.queued(view, key);
    this.<StudyRecords.Command, Done>ask(
        services.database(), replyTo -> new StudyRecords.Create(entry, replyTo));
    PreparedRun first = createRunDirectory(status, view);
    return new NewStudy(starts ? Optional.of(first) : Optional.empty(), view, entry);
  }

  /** Creates the run directory of a new study, all of it or none; returns its first run. */
  private PreparedRun createRunDirectory(StudyStatus status, StudyView view) {
    Resumption resumption = Resumption.ofNew(status.study());
    Path staging = StudyFiles.staging(services.settings().directory());
    try {
      new RunDirectory(staging).prepare(resumption, view);
      services.files().place(staging, view.id());
    } catch (IOException failed) {
      Uncheck.run(() -> new FolderTree(staging).delete());
      throw DiskSpace.failure(staging, services.settings().directory(), failed);
    }
    return new PreparedRun(status, resumption, services.files().directory(view.id()));
  }

  private <M, T> T ask(ActorRef<M> actor, Function<ActorRef<StatusReply<T>>, M> message) {
    return AskPattern.askWithStatus(
            actor, message::apply, StudyRegistry.REPLY_TIMEOUT, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  private void discard(String id) {
    services.database().tell(new StudyRecords.Remove(id));
    services.files().tryDelete(id);
  }
}
