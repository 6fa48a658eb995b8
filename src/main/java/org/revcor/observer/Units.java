package org.revcor.observer;

import java.util.ArrayList;
import java.util.List;
import org.revcor.InvalidInputException;

/**
 * A selection of units of a layer.
 *
 * @param maps feature maps of a convolutional layer; units of a fully connected one
 */
public record Units(Indices maps, Position place) {
  /** Positions in a feature map. A fully connected layer has a single position. */
  public sealed interface Position {
    record Everywhere() implements Position {}

    /** The unit at row H/2 and column W/2. */
    record Centre() implements Position {}

    /** The unit at a row and column, from 0. */
    record At(int row, int column) implements Position {}
  }

  public record Unit(int map, int row, int column) {
    /** Returns its index in C,H,W order. */
    public int index(LayerDescription layer) {
      return (map * layer.height() + row) * layer.width() + column;
    }

    /** Returns {@code conv1[3,11,11]}, or {@code fc1[3]} for a fully connected layer. */
    String name(LayerDescription layer) {
      return layer.isFlat()
          ? "%s[%d]".formatted(layer.name(), map)
          : "%s[%d,%d,%d]".formatted(layer.name(), map, row, column);
    }

    Window window(LayerDescription layer, int height, int width) {
      return layer
          .field()
          .map(field -> field.window(row, column, height, width))
          .orElse(Window.whole(height, width));
    }
  }

  /** Selects the central unit of every map. */
  public static final Units CENTRES = new Units(Indices.ALL, new Position.Centre());

  public static final Units ALL = new Units(Indices.ALL, new Position.Everywhere());

  /**
   * Returns the selected units of a layer, ordered by map, then row, then column.
   *
   * @throws InvalidInputException if a unit does not exist
   */
  public List<Unit> in(LayerDescription layer, String field) {
    List<Unit> units = new ArrayList<>();
    for (int map : maps.of(layer.planes(), field + ".units", layer.name())) {
      switch (place) {
        case Position.Everywhere everywhere -> {
          for (int row = 0; row < layer.height(); row++) {
            for (int column = 0; column < layer.width(); column++) {
              units.add(new Unit(map, row, column));
            }
          }
        }
        case Position.Centre centre ->
            units.add(new Unit(map, layer.height() / 2, layer.width() / 2));
        case Position.At(int row, int column) -> {
          if (row < 0 || row >= layer.height() || column < 0 || column >= layer.width()) {
            throw new InvalidInputException(
                field + ".at",
                "[%d, %d]".formatted(row, column),
                "a row from 0 to %d and a column from 0 to %d for %s"
                    .formatted(layer.height() - 1, layer.width() - 1, layer.name()));
          }
          units.add(new Unit(map, row, column));
        }
      }
    }
    return List.copyOf(units);
  }
}
