package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.schema.Json;

/** Reads the views of studies from the JSON of their records. */
final class StudyViewReader {
  private StudyViewReader() {}

  /**
   * Reads a view. Unknown members are errors: Jackson ignores them where members are unwrapped. So
   * are missing ones that are never null.
   *
   * @throws IOException if it is not the JSON of a view
   */
  static StudyView read(JsonNode json) throws IOException {
    if (!json.isObject()) {
      throw new IOException("not a JSON object");
    }
    StudyView view = Json.MAPPER.treeToValue(json, StudyView.class);
    requireComplete(json);
    requireKnown(json, view);
    for (int i = 0; i < view.channels().size(); i++) {
      requireKnown(json.get("channels").get(i), view.channels().get(i));
    }
    return view;
  }

  private static void requireComplete(JsonNode json) throws IOException {
    for (RecordComponent member : members(StudyView.class).toList()) {
      boolean isOptional =
          member.getType().isPrimitive()
              || member.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (!isOptional && !json.hasNonNull(member.getName())) {
        throw new IOException("without " + member.getName());
      }
    }
    if (json.path("shape").size() != 3) {
      throw new IOException("shape is not three numbers");
    }
  }

  /** Returns the members of the JSON, in which groups are unwrapped. */
  private static Stream<RecordComponent> members(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            field ->
                field.getAccessor().isAnnotationPresent(JsonUnwrapped.class)
                    ? members(field.getType())
                    : Stream.of(field));
  }

  private static void requireKnown(JsonNode json, Record view) throws IOException {
    JsonNode known = Json.MAPPER.valueToTree(view);
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      String name = member.getKey();
      if (!known.has(name) && !name.equals(ChannelView.EARLIER_RESPONSE)) {
        throw new IOException("unknown member " + name);
      }
    }
  }
}
