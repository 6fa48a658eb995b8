package org.revcor.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;

/**
 * A key whose value is a list of objects. If it is absent, the list is empty; an empty list is not
 * written.
 */
public record Elements<T>(String name, Keys<T> keys, int max, String range, String help)
    implements Keys<List<T>> {
  @Override
  public List<String> allowed(Section section) {
    return List.of(name);
  }

  @Override
  public List<T> read(Section section) {
    if (!section.has(name)) {
      return List.of();
    }
    SequencedMap<String, JsonNode> given = section.elements(name, range);
    if (given.size() > max) {
      throw new InvalidInputException(
          section.at(name),
          "a list of %,d".formatted(given.size()),
          "a list of at most %,d".formatted(max));
    }
    List<T> elements = new ArrayList<>();
    given.forEach(
        (path, node) ->
            elements.add(keys.readObject(new Section(path, node, section.files(), section))));
    return elements;
  }

  @Override
  public void write(List<T> value, ObjectNode object) {
    if (!value.isEmpty()) {
      ArrayNode array = object.putArray(name);
      value.forEach(element -> keys.write(element, array.addObject()));
    }
  }

  @Override
  public List<Description> described() {
    return List.of(new Description.Group(name, true, false, false, help, keys.described()));
  }
}
