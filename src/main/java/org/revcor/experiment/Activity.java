package org.revcor.experiment;

import java.util.ArrayList;
import java.util.List;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;

/** Where the activity of layers is read. */
final class Activity {
  private Activity() {}

  /** Behind a layer's normalisation and its ReLU or tanh, before pooling. */
  static LayerDescription of(LayerDescription layer, ObserverDescription observer) {
    return observer.layers().stream()
        .filter(each -> each.name().startsWith(layer.name() + "."))
        .filter(each -> each.units() == layer.units())
        .reduce(layer, (before, after) -> after);
  }

  /** That of every layer with biases; every layer if none is known to have any. */
  static List<LayerDescription> all(ObserverDescription observer) {
    List<LayerDescription> all = new ArrayList<>();
    for (LayerDescription layer : observer.layers()) {
      if (layer.hasBias() && !layer.name().contains(".")) {
        all.add(of(layer, observer));
      }
    }
    return all.isEmpty() ? observer.layers() : all;
  }

  /** Those that a parameter names; all with biases if it names none. */
  static List<LayerDescription> named(
      Arguments arguments, String parameter, ObserverDescription observer) {
    List<String> names = arguments.words(parameter);
    return names.isEmpty()
        ? all(observer)
        : names.stream().distinct().map(name -> observer.layer(parameter, name)).toList();
  }
}
