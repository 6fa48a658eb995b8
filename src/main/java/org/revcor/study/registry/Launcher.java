package org.revcor.study.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.revcor.inference.Platform;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CannotResumeException;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyStatus;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.Sweep;

/** Prepares studies and their run directories. Blocks on file access; not for actors. */
final class Launcher {
  private final StudiesSettings settings;
  private final Platform platform;
  private final Materials materials;

  /** A run that is ready to start. */
  record Launch(StudyStatus status, Resumption resumption, RunDirectory directory) {
    String id() {
      return status.id();
    }
  }

  /** Runnable studies, and the combinations of a sweep that cannot run. */
  record Prepared(List<PreparedStudy> studies, List<Sweep.LeftOut> leftOut) {}

  Launcher(StudiesSettings settings, Platform platform, Materials materials) {
    this.settings = settings;
    this.platform = platform;
    this.materials = materials;
  }

  /**
   * Reads studies. Stops as soon as there are more than may run.
   *
   * @throws StudyConflictException if there are too many studies or too little disk space
   */
  Prepared prepare(Studies.Reader reader) {
    List<PreparedStudy> studies = new ArrayList<>();
    Sweep sweep =
        reader.read(
            study -> {
              if (studies.size() == settings.maxRunning()) {
                throw new StudyConflictException(
                    "the sweep has more than %d studies, the maximum of concurrent studies; split the sweep"
                        .formatted(settings.maxRunning()));
              }
              studies.add(prepare(study));
            });
    DiskSpace.of(settings)
        .require(studies.stream().mapToLong(settings.capacity()::diskBytes).sum());
    return new Prepared(studies, sweep.leftOut());
  }

  private PreparedStudy prepare(StudySpecification specification) {
    return PreparedStudy.of(specification, materials, platform, settings.capacity());
  }

  /** Prepares the run of a new study and creates its run directory. */
  Launch create(String id, PreparedStudy study) {
    return launch(new StudyStatus(id, study), Resumption.anew(study));
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
    Resumption resumption =
        switch (how) {
          case Continuation.FromCheckpoint resume -> resumption(earlier, earlier.specification());
          case Continuation.Finish finish -> resumption(earlier, earlier.specification());
          case Continuation.WithTrials(long maxTrials) ->
              resumption(earlier, StudyFile.withTrials(earlier.specification(), maxTrials));
          case Continuation.Restart restart ->
              Resumption.anew(prepare(StudyFile.of(earlier.specification())));
        };
    admission.accept(resumption.study());
    return launch(new StudyStatus(earlier.id(), resumption.study(), earlier.created()), resumption);
  }

  private Resumption resumption(StudyView earlier, JsonNode specification) {
    PreparedStudy prepared =
        PreparedStudy.again(
            StudyFile.of(specification), earlier.plan(), materials, platform, settings.capacity());
    try {
      return Resumption.of(Resumption.theSame(prepared, earlier), directory(earlier.id()));
    } catch (CannotResumeException e) {
      throw new StudyConflictException(
          "study %s cannot resume (%s); it can be restarted"
              .formatted(earlier.id(), e.getMessage()));
    }
  }

  private Launch launch(StudyStatus status, Resumption resumption) {
    RunDirectory directory = directory(status.id());
    try {
      directory.begin(resumption, status.view());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Launch(status, resumption, directory);
  }

  private RunDirectory directory(String id) {
    return new RunDirectory(settings.directory().resolve(id));
  }
}
