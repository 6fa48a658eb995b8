package org.revcor.schema;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Describes errors of Jackson to users, without the names of its classes and features. */
public final class JsonErrors {
  private static final int MAX_SHOWN = 200;
  private static final String TRAILING = "Trailing token";

  private JsonErrors() {}

  /** Returns what is wrong, worded to follow "is": {@code not JSON at line 1, column 2 (...)}. */
  public static String words(JacksonException error) {
    if (error instanceof UnrecognizedPropertyException unknown) {
      return "an object with the unknown key " + unknown.getPropertyName();
    }
    if (error.getCause() instanceof JsonParseException syntax) {
      return words(syntax);
    }
    return error instanceof JsonMappingException mapping
            && !error.getOriginalMessage().startsWith(TRAILING)
        ? "JSON with an invalid or missing " + place(mapping)
        : "not JSON%s%s".formatted(at(error.getLocation()), reason(error.getOriginalMessage()));
  }

  /** Returns the key of the invalid value, also of a member that a record requires. */
  private static String place(JsonMappingException error) {
    String path = path(error);
    if (!path.isEmpty()) {
      return path;
    }
    String missing =
        error.getCause() instanceof NullPointerException required ? required.getMessage() : null;
    return missing != null && missing.matches("\\w+") ? missing : "value";
  }

  /** Returns the key of the invalid value, as {@code at[0]}; "" for the whole. */
  static String path(JsonMappingException error) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : error.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  /** Returns what the invalid value must be. */
  static String expected(JsonMappingException error) {
    if (error.getCause() instanceof InputCoercionException number) {
      return words(number.getTargetType());
    }
    return error instanceof MismatchedInputException mismatch
        ? words(mismatch.getTargetType())
        : "valid";
  }

  private static String words(@Nullable Class<?> type) {
    if (type == null) {
      return "valid";
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == String.class) {
      return "text";
    }
    return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "a JSON object";
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  /** Returns Jackson's words in parentheses; "" if they name its features. */
  private static String reason(String original) {
    if (original.startsWith(TRAILING)) {
      return " (more text after the value)";
    }
    String reason =
        original
            .lines()
            .findFirst()
            .orElse("")
            .replaceFirst(" \\(start marker at \\[Source.*", "")
            .replaceFirst(": enable `.*", "")
            .replaceAll(", from `[^`]*`", "");
    return reason.isEmpty() || reason.contains("`") || reason.contains("[Source")
        ? ""
        : " (%s)".formatted(reason.substring(0, Math.min(MAX_SHOWN, reason.length())));
  }
}
