package org.revcor.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.MapView;
import org.revcor.specification.ObserverReference;
import org.revcor.specification.StudyFile;

/**
 * A study that has ended, with its folder.
 *
 * @param field where it was named
 * @param name as it was named there
 */
public record EndedStudy(RunDirectory directory, StudyView view, String field, String name) {
  private static final String FIELD = "DIR";

  /**
   * That of a folder.
   *
   * @throws InvalidInputException if the folder has none
   */
  static EndedStudy in(Path folder) {
    return in(FIELD, folder);
  }

  /**
   * That of a folder.
   *
   * @param field where the folder is named
   * @throws InvalidInputException if the folder has none
   */
  public static EndedStudy in(String field, Path folder) {
    return in(field, folder.toString(), folder);
  }

  /**
   * That of a folder.
   *
   * @param field where the study is named
   * @param name as it is named there
   * @throws InvalidInputException if the folder has none
   */
  public static EndedStudy in(String field, String name, Path folder) {
    RunDirectory directory = new RunDirectory(folder);
    return directory
        .record()
        .filter(record -> record.state().ended())
        .map(record -> new EndedStudy(directory, record, field, name))
        .orElseThrow(() -> unusable(field, name, "holds no study that has ended"));
  }

  /** How the study names its observer. */
  public ObserverReference observer() {
    return StudyFile.of(view.specification()).observer();
  }

  /** Its folder. */
  public Path folder() {
    return directory.folder();
  }

  /**
   * A view of its maps.
   *
   * @throws InvalidInputException if it left none
   */
  public StudyMaps maps(MapView of) {
    try {
      return StoredMaps.of(directory, view, of)
          .orElseThrow(() -> unusable("holds no maps; the study left none"));
    } catch (IOException e) {
      throw unusable(Optional.ofNullable(e.getMessage()).orElse("cannot be read"));
    }
  }

  /** That it cannot be analysed, and why. */
  InvalidInputException unusable(String why) {
    return unusable(field, name, why);
  }

  /** That it cannot be analysed, why, and what could. */
  InvalidInputException unusable(String why, String expected) {
    return new InvalidInputException(field, name + " (" + why + ")", expected);
  }

  private static InvalidInputException unusable(String field, String name, String why) {
    return new InvalidInputException(
        field, name + " (" + why + ")", "the folder of a study that has ended, with its maps");
  }
}
