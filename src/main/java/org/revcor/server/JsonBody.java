package org.revcor.server;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.schema.Json;
import org.revcor.schema.Section;
import org.revcor.study.results.StudySetup;
import org.revcor.study.results.StudyView;

/** JSON of the HTTP interface: on one line, with null for non-finite numbers. */
final class JsonBody {
  private static final ObjectMapper MAPPER =
      Json.FINITE.copy().disable(SerializationFeature.INDENT_OUTPUT);

  /** Leaves out what a list of studies does not show. */
  @JsonIgnoreProperties({"channels", "specification", "studyFile", "plan"})
  private interface Row {}

  private static final ObjectMapper ROWS =
      MAPPER.copy().addMixIn(StudyView.class, Row.class).addMixIn(StudySetup.class, Row.class);

  private JsonBody() {}

  static byte[] bytes(Object value) {
    return Uncheck.get(() -> MAPPER.writeValueAsBytes(value));
  }

  static byte[] rows(Object value) {
    return Uncheck.get(() -> ROWS.writeValueAsBytes(value));
  }

  static String text(Object value) {
    return Uncheck.get(() -> MAPPER.writeValueAsString(value));
  }

  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Parses a request body.
   *
   * @throws InvalidInputException if it is not JSON
   */
  static JsonNode body(String text) {
    try {
      return parse(text);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException("body", "not JSON", "a JSON object");
    }
  }

  /**
   * Reads a request body that is an object.
   *
   * @throws InvalidInputException if it is not a JSON object, or has another key
   */
  static Section section(String text, String... known) {
    JsonNode tree = body(text);
    if (!tree.isObject()) {
      throw new InvalidInputException("body", Section.shown(tree), "a JSON object");
    }
    return new Section("", tree).requireKnown(List.of(known));
  }

  static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(text);
  }
}
