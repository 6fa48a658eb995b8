package org.revcor.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/**
 * The study file: HOCON on disk, the same object as JSON over HTTP ({@code docs/study-file.md}).
 */
public final class StudyFile {
  private StudyFile() {}

  /**
   * Reads a study file.
   *
   * @throws org.revcor.InvalidInputException naming the key, its value and what would be right
   */
  public static StudySpecification read(Path file) {
    throw new IllegalStateException(file.toString());
  }

  /**
   * Reads the JSON form.
   *
   * @throws org.revcor.InvalidInputException as {@link #read}; field {@code body} if it is not JSON
   *     at all
   */
  public static StudySpecification parseJson(String json) {
    throw new IllegalStateException(json);
  }

  /** The specification as the JSON form; {@link #parseJson} gives it back. */
  public static JsonNode toJson(StudySpecification specification) {
    return Json.MAPPER.createObjectNode().put("x", specification.name());
  }
}
