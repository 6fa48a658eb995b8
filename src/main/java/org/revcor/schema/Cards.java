package org.revcor.schema;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;

/** Reads and writes cards: JSON files that describe the data file beside them. */
public final class Cards {
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
    try {
      T card = Json.STRICT.readValue(json, type);
      if (card == null) {
        throw new InvalidInputException(file, "null", "a card as JSON");
      }
      return card;
    } catch (UnrecognizedPropertyException unknown) {
      throw new InvalidInputException(
          file,
          "a card with the unknown key " + unknown.getPropertyName(),
          Spelling.expected(
              unknown.getPropertyName(),
              unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList()));
    } catch (JacksonException invalid) {
      throw new InvalidInputException(file, JsonErrors.words(invalid), "a card as JSON");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Returns indented JSON with a final line feed. */
  public static byte[] write(Object card) {
    String text =
        Uncheck.get(() -> Json.STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(card));
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
