package org.revcor.study.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.revcor.observer.Indices;
import org.revcor.observer.Units;
import org.revcor.schema.Key;
import org.revcor.schema.Section;
import org.revcor.schema.Spelling;
import org.revcor.schema.Type;

/**
 * Keys that select units: {@code units} selects the maps, and {@code at} the position in each map.
 */
final class UnitKeys {
  private static final String CENTRE = "centre";
  private static final String EVERYWHERE = "everywhere";
  private static final String UNITS_RANGE =
      "all, numbers and ranges such as \"0-9, 12\", or a list such as [0, 9, 12]";
  private static final String AT_RANGE = "centre, everywhere or [row, column], from 0";

  static final Key<Indices> UNITS =
      Key.withDefault(
          "units",
          new Type<>(
              UNITS_RANGE,
              JsonNodeFactory.instance.objectNode(),
              UnitKeys::indices,
              indices -> TextNode.valueOf(indices.text())),
          Indices.ALL,
          "Feature maps, or units of a fully connected layer.");

  private static final Type<Units.Position> PLACE =
      new Type<>(AT_RANGE, JsonNodeFactory.instance.objectNode(), UnitKeys::place, UnitKeys::json);

  static final Key<Units.Position> EVERYWHERE_UNLESS_GIVEN =
      Key.withDefault("at", PLACE, new Units.Position.Everywhere(), "Where in each map.");

  static final Key<Units.Position> CENTRE_UNLESS_GIVEN =
      Key.withDefault("at", PLACE, new Units.Position.Centre(), "Where in each map.");

  private UnitKeys() {}

  private static Indices indices(Section section, String key) {
    if (section.isText(key)) {
      return Indices.parse(section.at(key), section.text(key));
    }
    List<Integer> numbers =
        section.isNumber(key)
            ? List.of((int) section.whole(key, 0, Integer.MAX_VALUE))
            : section.wholes(key, 0, UNITS_RANGE);
    if (numbers.isEmpty()) {
      throw section.wrong(key, UNITS_RANGE);
    }
    return Indices.of(numbers);
  }

  private static Units.Position place(Section section, String key) {
    if (section.isText(key)) {
      String word = section.text(key);
      return switch (word) {
        case CENTRE -> new Units.Position.Centre();
        case EVERYWHERE -> new Units.Position.Everywhere();
        default ->
            throw section.wrong(key, AT_RANGE + Spelling.hint(word, List.of(CENTRE, EVERYWHERE)));
      };
    }
    List<Integer> place = section.wholes(key, 0, AT_RANGE);
    if (place.size() != 2) {
      throw section.wrong(key, AT_RANGE);
    }
    return new Units.Position.At(place.get(0), place.get(1));
  }

  private static JsonNode json(Units.Position place) {
    return switch (place) {
      case Units.Position.Centre centre -> TextNode.valueOf(CENTRE);
      case Units.Position.Everywhere everywhere -> TextNode.valueOf(EVERYWHERE);
      case Units.Position.At(int row, int column) ->
          JsonNodeFactory.instance.arrayNode().add(row).add(column);
    };
  }
}
