package org.revcor.study.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.revcor.file.FolderTree;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CannotResumeException;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.RecordedResponses;
import org.revcor.study.run.StudyStatus;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.Sweep;

/** Prepares studies and their run directories. Blocks; actors call it with {@link FileWork}. */
record Launcher(StudyServices services) {

  /** A run that is ready to start. */
  record Launch(StudyStatus status, Resumption resumption, RunDirectory directory) {}

  /** Runnable studies, and the combinations of a sweep that cannot run. */
  record Prepared(List<PreparedStudy> studies, List<Sweep.LeftOut> leftOut) {}

  /**
   * Prepares new studies. Stops as soon as there are more than an owner may have.
   *
   * @param earlier ids of the existing studies of the owner
   * @throws StudyConflictException if there are too many studies or too little disk space
   */
  Prepared prepare(StudyRegistry.Submit submit, List<String> earlier) {
    OwnerLimits limits = services.settings().owners();
    List<PreparedStudy> studies = new ArrayList<>();
    List<Sweep.LeftOut> leftOut =
        switch (submit.requested()) {
          case StudyRegistry.One(StudySpecification study) -> {
            studies.add(prepare(study));
            yield List.of();
          }
          case StudyRegistry.Many(String json) ->
              StudyFile.parseSweep(
                      json,
                      study -> {
                        limits.requireSize(studies.size() + 1L);
                        studies.add(prepare(study));
                      })
                  .leftOut();
        };
    long bytes = studies.stream().mapToLong(services.capacity()::diskBytes).sum();
    requireDisk(bytes, earlier, submit.owner());
    return new Prepared(studies, leftOut);
  }

  /**
   * Checks that files fit on the disk beside those that exist.
   *
   * @param bytes size of the files
   * @param existing ids of the studies of the owner
   */
  void requireDisk(long bytes, List<String> existing, @Nullable String owner) {
    DiskSpace.of(services.settings()).require(bytes);
    services.settings().owners().requireDisk(services.files(), existing, bytes, owner);
  }

  private PreparedStudy prepare(StudySpecification specification) {
    PreparedStudy study =
        PreparedStudy.of(
            specification, services.materials(), services.lanes().platform(), services.capacity());
    requireServed(study, Optional.empty());
    return study;
  }

  private void requireServed(PreparedStudy study, Optional<RunDirectory> directory) {
    RecordedResponses.requireServed(study, directory, services.materials().served());
  }

  /** Returns the status of a new study, which has no run directory yet. */
  StudyStatus status(PreparedStudy study, @Nullable String owner) {
    return StudyStatus.ofNew(services.files().newId(), study, owner);
  }

  /**
   * Creates the run directory of a new study, complete or not at all.
   *
   * @return its first run
   */
  Launch create(StudyStatus status, StudyView view) {
    Resumption resumption = Resumption.ofNew(status.study());
    Path staging = ImportedStudy.staging(services.settings());
    try {
      new RunDirectory(staging).prepare(resumption, view);
      services.files().place(staging, view.id());
    } catch (IOException failed) {
      Uncheck.run(() -> new FolderTree(staging).delete());
      throw new UncheckedIOException(failed);
    }
    return new Launch(status, resumption, services.files().directory(view.id()));
  }

  /**
   * Prepares the next run of an existing study.
   *
   * @param earlier its stored record
   * @param admission called before its run directory is changed; throws to reject the study
   * @throws StudyConflictException if it cannot resume; its run directory is unchanged
   * @throws org.revcor.InvalidInputException if this server cannot run the study
   */
  Launch launch(StudyView earlier, Continuation how, Consumer<PreparedStudy> admission) {
    RunDirectory directory = services.files().directory(earlier.id());
    Resumption resumption =
        switch (how) {
          case Continuation.FromCheckpoint resume ->
              resumption(earlier, earlier.setup().specification());
          case Continuation.Finish finish -> resumption(earlier, earlier.setup().specification());
          case Continuation.WithTrials(long maxTrials) ->
              resumption(earlier, StudyFile.withTrials(earlier.setup().specification(), maxTrials));
          case Continuation.Restart restart ->
              Resumption.ofNew(prepare(StudyFile.of(earlier.setup().specification())));
        };
    switch (how) {
      case Continuation.FromCheckpoint resume ->
          requireServed(resumption.study(), Optional.of(directory));
      case Continuation.WithTrials more ->
          requireServed(resumption.study(), Optional.of(directory));
      case Continuation.Finish finish -> {} // needs no further outputs
      case Continuation.Restart restart -> {} // was required when it was prepared
    }
    admission.accept(resumption.study());
    if (how instanceof Continuation.Restart) {
      deleteResponses(directory);
    }
    StudyStatus status =
        new StudyStatus(
            earlier.id(),
            resumption.study(),
            earlier.lifecycle().created(),
            earlier.lifecycle().owner());
    Uncheck.run(() -> directory.prepare(resumption, status.view()));
    return new Launch(status, resumption, directory);
  }

  private static void deleteResponses(RunDirectory directory) {
    Uncheck.run(() -> Files.deleteIfExists(directory.responses()));
  }

  private Resumption resumption(StudyView earlier, JsonNode specification) {
    PreparedStudy prepared =
        PreparedStudy.ofEarlier(
            StudyFile.of(specification),
            earlier.setup().plan(),
            services.materials(),
            services.lanes().platformFor(earlier.setup().plan()),
            services.capacity());
    try {
      return Resumption.of(
          Resumption.requireSameStudy(prepared, earlier), services.files().directory(earlier.id()));
    } catch (CannotResumeException e) {
      throw new StudyConflictException(
          "study %s cannot resume (%s); it can be restarted"
              .formatted(earlier.id(), e.getMessage()));
    }
  }
}
