package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.revcor.observer.Units.Unit;

/**
 * Activations of units of a layer, one channel per unit.
 *
 * @param crop whether the map of a unit covers its receptive field and not the whole image
 */
public record UnitReadout(String layer, Units units, boolean crop) implements Readout {
  public static final String WORD = "activation";

  private static final String FIELD = "study.readout";

  public UnitReadout(String layer, Units units) {
    this(layer, units, true);
  }

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public String ofName() {
    return layer + " of ";
  }

  @Override
  public String layer(ObserverDescription observer) {
    return described(observer).name();
  }

  @Override
  public List<String> channels(ObserverDescription observer) {
    LayerDescription described = described(observer);
    return selected(observer).stream().map(unit -> unit.name(described)).toList();
  }

  @Override
  public List<Window> windows(ObserverDescription observer) {
    LayerDescription described = described(observer);
    return selected(observer).stream()
        .map(
            unit ->
                crop
                    ? unit.window(described, observer.height(), observer.width())
                    : Window.whole(observer.height(), observer.width()))
        .toList();
  }

  @Override
  public NDArray responses(NDArray values, ObserverDescription observer) {
    LayerDescription described = described(observer);
    List<Unit> selected = selected(observer);
    long n = values.getShape().get(0);
    NDArray rows = values.reshape(n, described.units());
    if (selected.size() == described.units() && units.maps().ranges().isEmpty()) {
      return rows;
    }
    long[] columns = selected.stream().mapToLong(unit -> unit.index(described)).toArray();
    return rows.get(":, {}", values.getManager().create(columns));
  }

  /** Returns false, since the zero of an activation is arbitrary. */
  @Override
  public boolean hasNaturalZero() {
    return false;
  }

  private LayerDescription described(ObserverDescription observer) {
    return observer.layer(FIELD + ".layer", layer);
  }

  private List<Unit> selected(ObserverDescription observer) {
    return units.in(described(observer), FIELD);
  }
}
