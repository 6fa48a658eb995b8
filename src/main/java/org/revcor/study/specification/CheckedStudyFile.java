package org.revcor.study.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.schema.Section;

/**
 * A study file from another machine, with what is invalid in it.
 *
 * @param errors all unknown keys, at most {@value #MAX_ERRORS}, then the first invalid value; empty
 *     if the study is valid
 */
public record CheckedStudyFile(JsonNode specification, List<InvalidInputException> errors) {
  private static final int MAX_BYTES = 64 << 10;

  /** Maximum number of references. Values that refer to each other twice grow exponentially. */
  private static final int MAX_REFERENCES = 16;

  private static final int MAX_ERRORS = 20;

  public CheckedStudyFile {
    errors = List.copyOf(errors);
  }

  /**
   * Reads the text of a study file. It reads no other files and no environment variables.
   *
   * @throws InvalidInputException if it is too large, not HOCON or not a study file
   */
  public static CheckedStudyFile of(String name, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new InvalidInputException(name, "larger than 64 KiB", "a study file");
    }
    int references = text.split("\\$\\{", -1).length - 1;
    if (references > MAX_REFERENCES) {
      throw new InvalidInputException(
          name,
          "a study file with %d references (${...})".formatted(references),
          "a study file with at most %d of them".formatted(MAX_REFERENCES));
    }
    ObjectNode tree = (ObjectNode) StudyFile.requireStudy(HoconFile.parse(text, name));
    new Section(StudyFile.ROOT, tree.path(StudyFile.ROOT)).requireObject();
    return new CheckedStudyFile(tree.deepCopy().retain(StudyFile.ROOT), errors(tree));
  }

  /** Returns what is invalid in a tree, and removes its unknown keys. */
  private static List<InvalidInputException> errors(ObjectNode tree) {
    List<InvalidInputException> errors = new ArrayList<>();
    boolean isComplete = false;
    while (!isComplete) {
      try {
        StudyFile.of(tree);
        isComplete = true;
      } catch (InvalidInputException invalid) {
        errors.add(invalid);
        isComplete = errors.size() == MAX_ERRORS || !isRemoved(tree, invalid);
      }
    }
    return errors;
  }

  /** Removes the key of an error if it is an unknown one; returns whether it is. */
  private static boolean isRemoved(ObjectNode tree, InvalidInputException invalid) {
    JsonNode section = tree;
    String rest = invalid.field();
    while (rest.contains(".") && !section.has(rest)) {
      section = section.path(rest.substring(0, rest.indexOf('.')));
      rest = rest.substring(rest.indexOf('.') + 1);
    }
    boolean isUnknown = invalid.value().equals(Section.UNKNOWN) || rest.equals(SweepReader.KEY);
    return isUnknown && section instanceof ObjectNode object && object.remove(rest) != null;
  }
}
