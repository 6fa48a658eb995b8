package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.schema.Json;

final class StudyViewReader {
  private static final List<String> REQUIRED =
      members(StudyView.class)
          .filter(member -> !isOptional(member))
          .map(RecordComponent::getName)
          .toList();

  /** Ignores members that only studies of other versions have. */
  static final ObjectMapper RECORDS =
      Json.MAPPER.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private StudyViewReader() {}

  /**
   * Reads a record.
   *
   * @throws IOException if it is damaged, lacks a member that is never null, or is of an earlier
   *     version; the message begins with {@code is}
   */
  static StudyView read(Path record) throws IOException {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(record.toFile());
    } catch (JacksonException damaged) {
      throw new IOException("is damaged", damaged);
    }
    requireVersion(json);
    if (json.path("shape").size() != 3 || !REQUIRED.stream().allMatch(json::hasNonNull)) {
      throw new IOException("is damaged");
    }
    try {
      return RECORDS.treeToValue(json, StudyView.class);
    } catch (JacksonException damaged) {
      throw new IOException("is damaged", damaged);
    }
  }

  /** Version 0.1 counted no maps at their targets; 0.2 did not know the order of sums. */
  private static void requireVersion(JsonNode json) throws IOException {
    JsonNode platform = json.path("plan").path("platform");
    if ((json.has("specification") && !json.hasNonNull("stopping"))
        || (platform.has("kernels") && !platform.has("sums"))) {
      throw new IOException("is of version 0.1 or 0.2; this version reads 0.3");
    }
  }

  private static boolean isOptional(RecordComponent member) {
    return member.getType().isPrimitive()
        || member.getAccessor().isAnnotationPresent(JsonInclude.class)
        || member.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Stream<RecordComponent> members(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            field ->
                field.getAccessor().isAnnotationPresent(JsonUnwrapped.class)
                    ? members(field.getType())
                    : Stream.of(field));
  }
}
