package org.revcor.schema;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.stream.Collectors;

/** Describes errors of Jackson to users, without the names of its classes and features. */
public final class JsonErrors {
  private JsonErrors() {}

  /** Returns what is wrong, worded to follow "is": {@code not JSON at line 1, column 2}. */
  public static String words(JacksonException error) {
    if (error instanceof UnrecognizedPropertyException unknown) {
      return "an object with the unknown key " + unknown.getPropertyName();
    }
    boolean isForm =
        error instanceof JsonMappingException && !(error.getCause() instanceof JacksonException);
    if (isForm && error instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return "JSON with an invalid or missing " + path(mapping);
    }
    JsonLocation at = error.getLocation();
    return (isForm ? "JSON of another form" : "not JSON")
        + (at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
  }

  /** Returns the key of the invalid value, as {@code at[0]}. */
  private static String path(JsonMappingException error) {
    return error.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[%d]".formatted(step.getIndex())
                    : "." + step.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^[.]", "");
  }
}
