package org.revcor.analysis.activity;

import java.util.ArrayList;
import java.util.List;
import org.revcor.analysis.Arguments;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;

/** Finds the layers whose activity is read. */
final class Activity {
  private Activity() {}

  /** Returns the last layer after normalisation and ReLU or tanh, before pooling. */
  static LayerDescription of(LayerDescription layer, ObserverDescription observer) {
    return observer.layers().stream()
        .filter(each -> each.name().startsWith(layer.name() + "."))
        .filter(each -> each.units() == layer.units())
        .reduce(layer, (before, after) -> after);
  }

  /** Returns such a layer for every layer with biases; for every layer if no biases are known. */
  static List<LayerDescription> all(ObserverDescription observer) {
    List<LayerDescription> all = new ArrayList<>();
    for (LayerDescription layer : observer.layers()) {
      if (layer.hasBias() && !layer.name().contains(".")) {
        all.add(of(layer, observer));
      }
    }
    return all.isEmpty() ? observer.layers() : all;
  }

  /** Returns the layers that a parameter names; {@link #all} if it names none. */
  static List<LayerDescription> named(
      Arguments arguments, String parameter, ObserverDescription observer) {
    List<String> names = arguments.words(parameter);
    return names.isEmpty()
        ? all(observer)
        : names.stream().distinct().map(name -> observer.layer(parameter, name)).toList();
  }
}
