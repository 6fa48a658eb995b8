package org.revcor.studies;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.revcor.lane.Platform;
import org.revcor.specification.StudyFile;
import org.revcor.specification.StudySpecification;
import org.revcor.specification.Sweep;
import org.revcor.study.CannotResumeException;
import org.revcor.study.Materials;
import org.revcor.study.PreparedStudy;
import org.revcor.study.Resumption;
import org.revcor.study.RunDirectory;
import org.revcor.study.StudyConflictException;
import org.revcor.study.StudyStatus;
import org.revcor.study.StudyView;

/** Prepares runs of studies and their folders. It reads and writes files: not for an actor. */
final class Launcher {
  private final StudiesSettings settings;
  private final Platform platform;
  private final Materials materials;

  /** A run that may begin: its folder is ready. */
  record Launch(StudyStatus status, Resumption resumption, RunDirectory directory) {
    String id() {
      return status.id();
    }
  }

  /** Studies that can be run, and combinations of a sweep that cannot be. */
  record Prepared(List<PreparedStudy> studies, List<Sweep.LeftOut> leftOut) {}

  Launcher(StudiesSettings settings, Platform platform, Materials materials) {
    this.settings = settings;
    this.platform = platform;
    this.materials = materials;
  }

  /**
   * Reads studies. Gives up as soon as there are more than may run.
   *
   * @throws StudyConflictException if they are too many, or the disk is too small for them
   */
  Prepared prepared(Studies.Reading reading) {
    List<PreparedStudy> studies = new ArrayList<>();
    Sweep sweep =
        reading.read(
            study -> {
              if (studies.size() == settings.mostRunning()) {
                throw new StudyConflictException(
                    "the sweep has more than %d studies, as many as may run at once; make several of it"
                        .formatted(settings.mostRunning()));
              }
              studies.add(prepared(study));
            });
    DiskSpace.of(settings)
        .require(studies.stream().mapToLong(settings.capacity()::diskBytes).sum());
    return new Prepared(studies, sweep.leftOut());
  }

  private PreparedStudy prepared(StudySpecification specification) {
    return PreparedStudy.of(specification, materials, platform, settings.capacity());
  }

  /** A study that begins, in a folder of its own. */
  Launch anew(String id, PreparedStudy study) {
    return launch(new StudyStatus(id, study), Resumption.anew(study));
  }

  /**
   * A study that goes on.
   *
   * @param earlier what its folder says of it
   * @param admitted is asked before its folder is touched
   * @throws StudyConflictException if it cannot go on; its folder is as it was
   * @throws org.revcor.InvalidInputException if it cannot be run here any more
   */
  Launch launch(StudyView earlier, Continuation how, Consumer<PreparedStudy> admitted) {
    Resumption resumption =
        switch (how) {
          case Continuation.AsItWas asItWas -> again(earlier, earlier.specification());
          case Continuation.ToItsEnd end -> again(earlier, earlier.specification());
          case Continuation.WithTrials(long maxTrials) ->
              again(earlier, StudyFile.withTrials(earlier.specification(), maxTrials));
          case Continuation.Anew anew ->
              Resumption.anew(prepared(StudyFile.of(earlier.specification())));
        };
    admitted.accept(resumption.study());
    return launch(new StudyStatus(earlier.id(), resumption.study(), earlier.created()), resumption);
  }

  private Resumption again(StudyView earlier, JsonNode asked) {
    PreparedStudy prepared =
        PreparedStudy.again(
            StudyFile.of(asked), earlier.plan(), materials, platform, settings.capacity());
    try {
      return Resumption.of(Resumption.theSame(prepared, earlier), directory(earlier.id()));
    } catch (CannotResumeException e) {
      throw new StudyConflictException(
          "study %s cannot go on (%s); it can begin anew".formatted(earlier.id(), e.getMessage()));
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
    Path folder = settings.directory().resolve(id);
    return new RunDirectory(folder);
  }
}
