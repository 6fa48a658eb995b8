package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.schema.Json;

/** Reads the views of studies from the JSON of their records. */
final class StudyViewReader {
  /** A member of records that earlier versions stored. */
  private static final String EARLIER_ROUNDING = "rounding";

  private static final Set<String> MEMBERS = names(members(StudyView.class), Set.of(EARLIER_ROUNDING));
  private static final Set<String> REQUIRED =
      names(members(StudyView.class).filter(member -> !isOptional(member)), Set.of());
  private static final Set<String> CHANNEL_MEMBERS =
      names(members(ChannelView.class), ChannelView.EARLIER);

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
    requireKnown(json, MEMBERS);
    for (JsonNode channel : json.get("channels")) {
      requireKnown(channel, CHANNEL_MEMBERS);
    }
    return view;
  }

  private static void requireComplete(JsonNode json) throws IOException {
    for (String name : REQUIRED) {
      if (!json.hasNonNull(name)) {
        throw new IOException("without " + name);
      }
    }
    if (json.path("shape").size() != 3) {
      throw new IOException("shape is not three numbers");
    }
  }

  private static boolean isOptional(RecordComponent member) {
    return member.getType().isPrimitive()
        || member.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Set<String> names(Stream<RecordComponent> members, Set<String> others) {
    return Stream.concat(members.map(RecordComponent::getName), others.stream())
        .collect(Collectors.toUnmodifiableSet());
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

  private static void requireKnown(JsonNode json, Set<String> names) throws IOException {
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      if (!names.contains(member.getKey())) {
        throw new IOException("unknown member " + member.getKey());
      }
    }
  }
}
