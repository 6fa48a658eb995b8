package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.observer.LayerDescription.ReceptiveField;

/**
 * Activations of feature maps of a convolutional layer, one channel per feature map. Each position
 * whose receptive field is inside the image is a separate response to that part of the image.
 *
 * @param layer the layer's name
 * @param maps the selected feature maps
 */
public record PooledReadout(String layer, Indices maps) implements Readout {
  /** The field of study files. */
  public static final String FIELD = "study.readout";

  /**
   * The positions of a layer that are pooled.
   *
   * @param field receptive field of a unit
   * @param rows number of rows
   * @param columns number of columns
   */
  public record Positions(
      ReceptiveField field, int firstRow, int rows, int firstColumn, int columns) {
    /** Returns the number of positions. */
    public int count() {
      return rows * columns;
    }

    /** Returns the union of the receptive fields. */
    public Window seen() {
      return new Window(
          field.offset() + field.stride() * firstRow,
          field.offset() + field.stride() * firstColumn,
          field.size() + field.stride() * (rows - 1),
          field.size() + field.stride() * (columns - 1));
    }
  }

  @Override
  public String word() {
    return UnitReadout.WORD;
  }

  @Override
  public String layer(ObserverDescription observer) {
    return described(observer).name();
  }

  @Override
  public List<String> channels(ObserverDescription observer) {
    positions(observer);
    return Arrays.stream(selected(observer))
        .mapToObj(map -> "%s[%d]".formatted(layer, map))
        .toList();
  }

  /** Returns windows of the size of the receptive field, at the top left corner of the image. */
  @Override
  public List<Window> windows(ObserverDescription observer) {
    int size = positions(observer).field().size();
    return Collections.nCopies(selected(observer).length, Window.whole(size, size));
  }

  /** Returns means over the positions. */
  @Override
  public NDArray responses(NDArray values, ObserverDescription observer) {
    NDArray pooled = atPositions(values, observer);
    return pooled.sum(new int[] {2, 3}).div(positions(observer).count());
  }

  @Override
  public boolean hasNaturalZero() {
    return false;
  }

  /**
   * Returns the values that are pooled.
   *
   * @param values values of the layer, n x C x H x W
   * @return n x channels x rows x columns
   */
  public NDArray atPositions(NDArray values, ObserverDescription observer) {
    Positions at = positions(observer);
    NDArray pooled =
        values.get(
            new NDIndex(
                ":, :, {}:{}, {}:{}",
                at.firstRow(),
                at.firstRow() + at.rows(),
                at.firstColumn(),
                at.firstColumn() + at.columns()));
    int[] selected = selected(observer);
    if (selected.length == described(observer).planes()) {
      return pooled;
    }
    return pooled.get(":, {}", values.getManager().create(selected));
  }

  /**
   * Returns the positions whose receptive field is inside the image.
   *
   * @throws InvalidInputException if the layer has no spatial positions, its receptive field is
   *     unknown, or no field is inside the image
   */
  public Positions positions(ObserverDescription observer) {
    LayerDescription described = described(observer);
    ReceptiveField field =
        described
            .field()
            .filter(known -> !described.isFlat())
            .orElseThrow(
                () -> refused("centre with %s, which has no positions to pool".formatted(layer)));
    int[] rows = within(field, described.height(), observer.height());
    int[] columns = within(field, described.width(), observer.width());
    if (rows[1] == 0 || columns[1] == 0) {
      throw refused(
          "centre with %s, whose receptive fields all extend beyond the image".formatted(layer));
    }
    return new Positions(field, rows[0], rows[1], columns[0], columns[1]);
  }

  /** Returns the first position along a side whose field is inside the image, and their number. */
  private static int[] within(ReceptiveField field, int positions, int side) {
    int first = 0;
    while (first < positions && field.offset() + field.stride() * first < 0) {
      first++;
    }
    int count = 0;
    while (first + count < positions
        && field.offset() + field.stride() * (first + count) + field.size() <= side) {
      count++;
    }
    return new int[] {first, count};
  }

  private static InvalidInputException refused(String expected) {
    return new InvalidInputException(FIELD + ".at", "pooled", expected);
  }

  private LayerDescription described(ObserverDescription observer) {
    return observer.layer(FIELD + ".layer", layer);
  }

  private int[] selected(ObserverDescription observer) {
    return maps.of(described(observer).planes(), FIELD + ".units", layer);
  }
}
