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
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.file.FolderTree;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.registry.IdempotencyKeys.RequestKey;
import org.revcor.study.registry.RunPreparation.PreparedRun;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.results.TimedId;
import org.revcor.study.run.StudyStatus;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudyFile.Sweep;
import org.revcor.study.specification.StudySpecification;

/** Creates the studies of a request. Blocks; actors call it with {@link FileWork}. */
record StudyCreation(
    StudyServices services,
    IdempotencyKeys keys,
    ActorRef<StudyRegistry.Command> registry,
    ActorSystem<?> system) {
  private static final int MAX_SWEEP = 1_000;

  /**
   * A study with its first view.
   *
   * @param firstRun its run; empty if it waits in the queue
   */
  record NewStudy(Optional<PreparedRun> firstRun, StudyView view) {}

  /**
   * All studies of a request, and the combinations of its sweep that cannot run.
   *
   * @param existing studies that the same request created before
   */
  record NewStudies(List<StudyView> existing, List<NewStudy> studies, List<Sweep.LeftOut> leftOut) {

    Stream<String> ids() {
      return Stream.concat(existing.stream(), studies.stream().map(NewStudy::view))
          .map(StudyView::id);
    }
  }

  /**
   * Prepares the studies, lets the registry admit them, records their key, and creates their run
   * directories. If one cannot be created, it deletes all.
   *
   * @param existing studies that the same request created before; they are not created again
   * @throws org.revcor.RefusedException if there are too many studies or too little disk space
   */
  NewStudies create(StudyRegistry.Submit submit, List<StudyView> existing) {
    List<PreparedStudy> studies = new ArrayList<>();
    boolean haveLanes = services.lanes().exist();
    List<Sweep.LeftOut> leftOut = prepare(submit.requested(), haveLanes, existing, studies);
    if (studies.isEmpty()) {
      return new NewStudies(existing, List.of(), leftOut);
    }
    long bytes = studies.stream().mapToLong(services.capacity()::diskBytes).sum();
    services.files().requireSpace(bytes);
    StudyRegistry.Admitted admitted =
        AskPattern.<StudyRegistry.Command, StudyRegistry.Admitted>askWithStatus(
                registry,
                replyTo -> new StudyRegistry.Admit(studies, haveLanes, submit, replyTo),
                StudyRegistry.REPLY_TIMEOUT,
                system.scheduler())
            .toCompletableFuture()
            .join();
    List<NewStudy> created = new ArrayList<>();
    try {
      recordKey(submit, admitted.ids());
      for (String id : admitted.ids()) {
        PreparedStudy study = studies.get(created.size());
        StudyStatus status =
            new StudyStatus(id, study, TimedId.time(id).orElseThrow().toString(), submit.owner());
        created.add(create(status, created.size() < admitted.starting()));
      }
      return new NewStudies(existing, created, leftOut);
    } catch (RuntimeException failure) {
      admitted.ids().forEach(services.files()::tryDelete);
      keys.remove(admitted.ids());
      throw failure;
    }
  }

  private void recordKey(StudyRegistry.Submit submit, List<String> ids) {
    RequestKey key = submit.requestKey();
    if (key != null) {
      try {
        keys.add(ids, key);
      } catch (IOException failed) {
        throw new RefusedException(
            Reason.STORAGE, "the Idempotency-Key cannot be stored (%s)".formatted(failed));
      }
    }
  }

  /**
   * Prepares the requested studies. Stops as soon as there are more than a sweep may have.
   *
   * @return combinations of a sweep that cannot run
   */
  private List<Sweep.LeftOut> prepare(
      StudyRegistry.Requested requested,
      boolean haveLanes,
      List<StudyView> existing,
      List<PreparedStudy> studies) {
    RunPreparation runs = new RunPreparation(services, registry, system);
    Function<StudySpecification, PreparedStudy> preparation =
        haveLanes ? runs::prepare : runs::prepareWithoutLanes;
    return switch (requested) {
      case StudyRegistry.SingleStudy(StudySpecification study) -> {
        studies.add(preparation.apply(study));
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
                    studies.add(preparation.apply(study));
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

  private NewStudy create(StudyStatus status, boolean starts) {
    StudyView view = starts ? status.view() : status.view().withState(StudyState.QUEUED);
    PreparedRun first = createRunDirectory(status, view);
    return new NewStudy(starts ? Optional.of(first) : Optional.empty(), view);
  }

  private PreparedRun createRunDirectory(StudyStatus status, StudyView view) {
    Resumption resumption = Resumption.ofNew(status.study());
    Path staging = StudyFiles.staging(services.settings().directory());
    try {
      new RunDirectory(staging).prepare(resumption, view);
      services.files().place(staging, view.id());
    } catch (IOException failed) {
      Uncheck.run(() -> new FolderTree(staging).delete());
      throw services.files().failure(staging, failed);
    }
    return new PreparedRun(status, resumption, services.files().directory(view.id()));
  }
}
