package org.revcor.server;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.study.results.StudySetup;
import org.revcor.study.results.StudyView;

/** JSON of the HTTP interface: on one line, with null for non-finite numbers. */
final class JsonBody {
  private static final ObjectMapper MAPPER =
      org.revcor.schema.Json.MAPPER
          .copy()
          .disable(SerializationFeature.INDENT_OUTPUT)
          .registerModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Finite())
                  .addSerializer(double.class, new Finite()));

  /** Leaves out what a list of studies does not show. */
  @JsonIgnoreProperties({"channels", "specification", "studyFile", "plan"})
  private interface Row {}

  private static final ObjectMapper ROWS =
      MAPPER.copy().addMixIn(StudyView.class, Row.class).addMixIn(StudySetup.class, Row.class);

  private JsonBody() {}

  static byte[] bytes(Object value) {
    return Uncheck.get(() -> MAPPER.writeValueAsBytes(value));
  }

  /** Returns JSON in which studies are rows of a list. */
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

  static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(text);
  }

  private static final class Finite extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    private Finite() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value.doubleValue());
      } else {
        json.writeNull();
      }
    }
  }
}
