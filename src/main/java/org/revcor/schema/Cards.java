package org.revcor.schema;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;

/** Reads and writes cards: JSON files that describe the data file beside them. */
public final class Cards {
  private static final int MAX_SHOWN = 100;
  private static final String COMPLETE = "a complete card as written by Revcor";

  private Cards() {}

  /**
   * Reads a card that must have all members that are not {@link Nullable}.
   *
   * @throws InvalidInputException if it is not JSON, lacks a member, or has an unknown or ill-typed
   *     member
   */
  public static <T extends Record> T read(String file, byte[] json, Class<T> type) {
    JsonNode members = readPartial(file, json, JsonNode.class);
    for (RecordComponent member : type.getRecordComponents()) {
      boolean isRequired = !member.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (isRequired && !members.hasNonNull(member.getName())) {
        throw new InvalidInputException(file, "a card without " + member.getName(), COMPLETE);
      }
    }
    return readPartial(file, json, type);
  }

  /**
   * Reads a card whose missing members become {@code null}. Errors as in {@link #read}, except for
   * missing members.
   */
  public static <T> T readPartial(String file, byte[] json, Class<T> type) {
    JsonNode tree = tree(file, json);
    try {
      return Json.STRICT.treeToValue(tree, type);
    } catch (UnrecognizedPropertyException unknown) {
      throw new InvalidInputException(
          file,
          "a card with the unknown key " + unknown.getPropertyName(),
          Spelling.expected(
              unknown.getPropertyName(),
              unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList()));
    } catch (JsonMappingException mismatch) {
      throw refused(file, tree, mismatch);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonNode tree(String file, byte[] json) {
    try {
      JsonNode tree = Json.STRICT.readTree(json);
      if (tree.isMissingNode() || tree.isNull()) {
        throw new InvalidInputException(file, tree.isNull() ? "null" : "empty", "a card as JSON");
      }
      return tree;
    } catch (JacksonException malformed) {
      throw new InvalidInputException(file, JsonErrors.words(malformed), "a card as JSON");
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static InvalidInputException refused(
      String file, JsonNode tree, JsonMappingException mismatch) {
    String path = JsonErrors.path(mismatch);
    JsonNode value = tree;
    for (JsonMappingException.Reference step : mismatch.getPath()) {
      value =
          step.getFieldName() == null
              ? value.path(step.getIndex())
              : value.path(step.getFieldName());
    }
    if (value.isMissingNode()) {
      return new InvalidInputException(file, "a card without " + path, COMPLETE);
    }
    String text = value.toString();
    return new InvalidInputException(
        path.isEmpty() ? file : file + " " + path,
        text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...",
        JsonErrors.expected(mismatch));
  }

  /** Returns indented JSON with a final line feed. */
  public static byte[] write(Object card) {
    String text =
        Uncheck.get(() -> Json.STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(card));
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
