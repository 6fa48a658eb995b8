package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.MapView;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** An ended study with its folder. */
public record EndedStudy(RunDirectory directory, StudyView view, String field, String name) {
  public static EndedStudy in(String field, Path folder) {
    return in(field, folder.toString(), folder);
  }

  /**
   * Reads the study of a folder.
   *
   * @throws InvalidInputException if the folder holds no ended study
   */
  public static EndedStudy in(String field, String name, Path folder) {
    RunDirectory directory = new RunDirectory(folder);
    Optional<StudyView> record = directory.record();
    if (record.isEmpty() && directory.isStudy()) {
      throw unusable(field, name, directory.recordProblem());
    }
    return record
        .filter(study -> study.lifecycle().state().isEnded())
        .map(study -> new EndedStudy(directory, study, field, name))
        .orElseThrow(() -> unusable(field, name, "holds no ended study"));
  }

  public ObserverReference observer() {
    return specification().observer();
  }

  public StudySpecification specification() {
    return StudyFile.of(view.setup().specification());
  }

  public int blockSize() {
    return view.setup().plan().blockSize();
  }

  public Path folder() {
    return directory.folder();
  }

  /**
   * Reads a view of the maps.
   *
   * @throws InvalidInputException if the study left no maps
   */
  public StudyMaps maps(MapView selected) {
    try {
      return directory.results().maps(view, selected).orElseThrow(() -> unusable("holds no maps"));
    } catch (IOException e) {
      throw unusable(e, "cannot be read");
    }
  }

  public InvalidInputException unusable(String why) {
    return unusable(field, name, why);
  }

  InvalidInputException unusable(Exception failure, String otherwise) {
    return unusable(Objects.requireNonNullElse(failure.getMessage(), otherwise));
  }

  /** Returns an error that states why the study cannot be analysed and which study can. */
  public InvalidInputException unusable(String why, String expected) {
    return new InvalidInputException(field, name + " (" + why + ")", expected);
  }

  private static InvalidInputException unusable(String field, String name, String why) {
    return new InvalidInputException(
        field, name + " (" + why + ")", "the folder of an ended study with maps");
  }
}
