package org.revcor.study.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.revcor.RefusedException;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.Resumption.CannotResumeException;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyStatus;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Prepares studies, and the next runs of existing ones. Blocks; see {@link FileWork}. */
record RunPreparation(StudyServices services) {

  /** A run that is ready to start. */
  record PreparedRun(StudyStatus status, Resumption resumption, RunDirectory directory) {}

  /** Prepares a study from its first trial. */
  PreparedStudy prepare(StudySpecification specification) {
    return services.lanes().prepare(specification, services.materials(), services.capacity());
  }

  /**
   * Prepares the next run of an existing study.
   *
   * @param earlier its stored record
   * @param admission called before its run directory is changed; throws to reject the study
   * @throws RefusedException if it cannot resume, and its run directory is unchanged; or if no
   *     study can be written
   * @throws org.revcor.InvalidInputException if this server cannot run the study
   */
  PreparedRun prepareRun(StudyView earlier, Continuation how, Consumer<PreparedStudy> admission) {
    RunDirectory directory = services.files().directory(earlier.id());
    JsonNode specification = earlier.setup().specification();
    Resumption resumption =
        switch (how) {
          case Continuation.FromCheckpoint resume -> resumption(earlier, specification);
          case Continuation.WithTrials(long maxTrials) ->
              resumption(earlier, StudyFile.withTrials(specification, maxTrials));
          case Continuation.Finish finish -> resumption(earlier, specification);
          case Continuation.Restart restart ->
              Resumption.ofNew(prepare(StudyFile.of(specification)));
        };
    admission.accept(resumption.study());
    StudyStatus status =
        new StudyStatus(
            earlier.id(),
            resumption.study(),
            earlier.lifecycle().created(),
            earlier.lifecycle().owner());
    try {
      if (how instanceof Continuation.Restart) {
        directory.deleteRun(Optional.of(earlier));
      }
      directory.prepare(resumption, status.view());
    } catch (IOException failed) {
      recordAgain(earlier, directory, failed);
      throw DiskSpace.failure(directory.folder(), services.settings().directory(), failed);
    }
    return new PreparedRun(status, resumption, directory);
  }

  /** Keeps the next start of the server from running what could not be prepared. */
  private static void recordAgain(StudyView earlier, RunDirectory directory, IOException failed) {
    try {
      boolean resumable = !directory.checkpoints().isEmpty();
      directory.writeRecord(resumable ? earlier : earlier.withoutCheckpoint());
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
    }
  }

  private Resumption resumption(StudyView earlier, JsonNode specification) {
    PreparedStudy prepared =
        services
            .lanes()
            .prepareEarlier(
                StudyFile.of(specification),
                earlier.setup().plan(),
                services.materials(),
                services.capacity());
    try {
      return Resumption.of(
          Resumption.requireSameStudy(prepared, earlier), services.files().directory(earlier.id()));
    } catch (CannotResumeException e) {
      throw RefusedException.conflict(
          "study %s cannot resume (%s); it can be restarted"
              .formatted(earlier.id(), e.getMessage()));
    }
  }
}
