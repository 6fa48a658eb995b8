package org.revcor.study.served;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.revcor.schema.Json;

/**
 * The outputs in a response.
 *
 * @param version version of the model; empty if the response has none
 * @param values as many as requested
 */
record InferenceResponse(Optional<String> version, float[] values) {
  private static final String DATATYPE = "datatype";
  private static final int MAX_EXCERPT = 200;

  /** Reports a response that is not as requested. */
  static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1L;

    private InvalidException(String message) {
      super(message);
    }
  }

  /**
   * Reads a response.
   *
   * @param jsonBytes length of the JSON, if bytes follow it
   * @param output name of the output
   * @param isInteger whether its numbers are integers
   * @param trials number of stimuli
   * @param perTrial number of values per stimulus
   * @throws InvalidException if the output is missing, or of another type or shape
   */
  static InferenceResponse read(
      byte[] body,
      OptionalInt jsonBytes,
      String output,
      boolean isInteger,
      int trials,
      int perTrial)
      throws InvalidException {
    int end = jsonBytes.orElse(body.length);
    if (end < 0 || end > body.length) {
      throw new InvalidException("a body that is shorter than its JSON");
    }
    JsonNode response = json(body, end);
    long position = end;
    for (JsonNode each : response.path("outputs")) {
      long size = each.path("parameters").path("binary_data_size").asLong(-1);
      if (size > body.length - position) {
        throw new InvalidException(
            "%d bytes of numbers; it must be %d".formatted(body.length - position, size));
      }
      if (each.path("name").asText().equals(output)) {
        requireShape(each, trials, perTrial);
        Datatype type = Datatype.of(each.path(DATATYPE).asText(), isInteger);
        return new InferenceResponse(
            Optional.ofNullable(response.path("model_version").textValue()),
            size < 0
                ? numbers(each.path("data"), trials * perTrial, isInteger)
                : type.read(slice(body, (int) position, (int) size), trials * perTrial));
      }
      position += Math.max(0, size);
    }
    throw new InvalidException("no output %s, but %s".formatted(output, excerpt(response)));
  }

  /** Returns the names of the outputs of a response, or the start of another response. */
  private static String excerpt(JsonNode response) {
    List<String> names = response.path("outputs").findValuesAsText("name");
    String text = names.isEmpty() ? response.toString() : String.join(", ", names);
    return text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "...";
  }

  private static JsonNode json(byte[] body, int end) throws InvalidException {
    try {
      return Json.MAPPER
          .reader()
          .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .readTree(body, 0, end);
    } catch (IOException notJson) {
      throw new InvalidException("a body that is not JSON");
    }
  }

  private static void requireShape(JsonNode output, int trials, int perTrial)
      throws InvalidException {
    List<Long> shape = new ArrayList<>();
    output.path("shape").forEach(size -> shape.add(size.asLong()));
    long values = shape.stream().reduce(1L, (a, b) -> a * b);
    if (shape.isEmpty() || shape.getFirst() != trials || values != (long) trials * perTrial) {
      throw new InvalidException(
          "an output of shape %s for %d stimuli; it must have %d value%s for each"
              .formatted(shape, trials, perTrial, perTrial == 1 ? "" : "s"));
    }
  }

  /** Returns numbers in the order of their text, whether lists are nested or not. */
  private static float[] numbers(JsonNode data, int count, boolean isInteger)
      throws InvalidException {
    List<JsonNode> leaves = new ArrayList<>(count);
    collect(data, leaves);
    if (leaves.size() != count) {
      throw new InvalidException("%d numbers; it must be %d".formatted(leaves.size(), count));
    }
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      JsonNode leaf = leaves.get(i);
      if (!leaf.isNumber() || (isInteger && leaf.doubleValue() != Math.rint(leaf.doubleValue()))) {
        throw new InvalidException(
            "%s, which is not a %s".formatted(leaf, isInteger ? "whole number" : "number"));
      }
      numbers[i] = leaf.floatValue();
    }
    return numbers;
  }

  private static void collect(JsonNode node, List<JsonNode> leaves) {
    if (node.isArray()) {
      node.forEach(each -> collect(each, leaves));
    } else if (!node.isMissingNode()) {
      leaves.add(node);
    }
  }

  private static ByteBuffer slice(byte[] body, int position, int size) {
    return ByteBuffer.wrap(body, position, size).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Types of the numbers of an output. */
  private enum Datatype {
    FP32(Float.BYTES),
    FP64(Double.BYTES),
    INT8(Byte.BYTES),
    UINT8(Byte.BYTES),
    INT16(Short.BYTES),
    INT32(Integer.BYTES),
    INT64(Long.BYTES);

    private final int bytes;

    Datatype(int bytes) {
      this.bytes = bytes;
    }

    static Datatype of(String name, boolean isInteger) throws InvalidException {
      for (Datatype type : values()) {
        if (type.name().equals(name) && type.isInteger() == isInteger) {
          return type;
        }
      }
      throw new InvalidException(
          "an output of type %s; it must be %s"
              .formatted(name, isInteger ? "INT8, UINT8, INT16, INT32 or INT64" : "FP32 or FP64"));
    }

    private boolean isInteger() {
      return this != FP32 && this != FP64;
    }

    float[] read(ByteBuffer data, int count) throws InvalidException {
      if (data.remaining() != (long) count * bytes) {
        throw new InvalidException(
            "%d bytes of numbers; it must be %d".formatted(data.remaining(), count * bytes));
      }
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] =
            switch (this) {
              case FP32 -> data.getFloat();
              case FP64 -> (float) data.getDouble();
              case INT8 -> data.get();
              case UINT8 -> data.get() & 0xff;
              case INT16 -> data.getShort();
              case INT32 -> data.getInt();
              case INT64 -> data.getLong();
            };
      }
      return values;
    }
  }
}
