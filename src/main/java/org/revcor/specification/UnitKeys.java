package org.revcor.specification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.revcor.Spelling;
import org.revcor.observer.Indices;
import org.revcor.observer.Units;

/** How a study file names units: {@code units}, which maps, and {@code at}, where in each. */
final class UnitKeys {
  static final String UNITS = "units";
  static final String AT = "at";

  /** Said of a readout, which then has a channel a map. */
  static final String POOLED = "pooled";

  private static final String CENTRE = "centre";
  private static final String EVERYWHERE = "everywhere";
  private static final String EXPECTED_UNITS =
      "all, numbers and ranges such as \"0-9, 12\", or a list such as [0, 9, 12]";
  private static final String EXPECTED_AT = "centre, everywhere or [row, column], from 0";

  private UnitKeys() {}

  /** Which maps; all if it is not said. */
  static Indices maps(Section section) {
    if (!section.has(UNITS)) {
      return Indices.ALL;
    }
    if (section.isText(UNITS)) {
      return Indices.parse(section.at(UNITS), section.text(UNITS).orElseThrow());
    }
    List<Integer> numbers =
        section.isNumber(UNITS)
            ? List.of((int) section.whole(UNITS, 0, Integer.MAX_VALUE).orElseThrow())
            : section.indices(UNITS, EXPECTED_UNITS);
    if (numbers.isEmpty()) {
      throw section.wrong(UNITS, EXPECTED_UNITS);
    }
    return Indices.of(numbers);
  }

  /**
   * Which units.
   *
   * @param otherwise where in each map, if it is not said
   */
  static Units units(Section section, Units.Place otherwise) {
    return new Units(maps(section), place(section).orElse(otherwise));
  }

  private static Optional<Units.Place> place(Section section) {
    if (!section.has(AT)) {
      return Optional.empty();
    }
    if (section.isText(AT)) {
      String word = section.text(AT).orElseThrow();
      return switch (word) {
        case CENTRE -> Optional.of(new Units.Place.Centre());
        case EVERYWHERE -> Optional.of(new Units.Place.Everywhere());
        default ->
            throw section.wrong(AT, EXPECTED_AT + Spelling.hint(word, List.of(CENTRE, EVERYWHERE)));
      };
    }
    List<Integer> place = section.indices(AT, EXPECTED_AT);
    if (place.size() != 2) {
      throw section.wrong(AT, EXPECTED_AT);
    }
    return Optional.of(new Units.Place.At(place.get(0), place.get(1)));
  }

  static void write(ObjectNode node, Indices maps) {
    node.put(UNITS, maps.text());
  }

  static void write(ObjectNode node, Units units) {
    write(node, units.maps());
    switch (units.place()) {
      case Units.Place.Centre centre -> node.put(AT, CENTRE);
      case Units.Place.Everywhere everywhere -> node.put(AT, EVERYWHERE);
      case Units.Place.At(int row, int column) -> node.putArray(AT).add(row).add(column);
    }
  }
}
