package org.revcor.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A path with OpenAPI variables: {@code /api/v1/studies/{id}/maps/{channel}.png}. */
record Template(String text, List<Part> parts) {

  /**
   * A segment with at most one variable.
   *
   * @param before text before the variable, or the whole segment
   * @param name name of the variable; empty without a variable
   * @param after text after the variable
   */
  record Part(String before, String name, String after) {
    static Part of(String segment) {
      int open = segment.indexOf('{');
      int close = segment.indexOf('}');
      return open < 0
          ? new Part(segment, "", "")
          : new Part(
              segment.substring(0, open),
              segment.substring(open + 1, close),
              segment.substring(close + 1));
    }

    boolean matches(String segment) {
      return name.isEmpty()
          ? segment.equals(before)
          : segment.length() > before.length() + after.length()
              && segment.startsWith(before)
              && segment.endsWith(after);
    }
  }

  static Template of(String text) {
    return new Template(
        text, List.of(text.substring(1).split("/", -1)).stream().map(Part::of).toList());
  }

  /** Returns the values of the variables; empty if the path does not match. */
  Optional<Map<String, String>> match(List<String> segments) {
    if (segments.size() != parts.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      String segment = segments.get(i);
      if (!part.matches(segment)) {
        return Optional.empty();
      }
      if (!part.name().isEmpty()) {
        values.put(
            part.name(),
            segment.substring(part.before().length(), segment.length() - part.after().length()));
      }
    }
    return Optional.of(values);
  }
}
