package org.revcor.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.LayerDescription.ReceptiveField;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Scale;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.observer.training.Card;

/**
 * An observer as JSON; one with a problem has no further data.
 *
 * @param scale pixel scale of the network's input
 * @param file name of a file of another program in the observers folder; null for other networks
 * @param card as written by {@code revcor train}; only for a single observer
 */
public record ObserverJson(
    String name,
    @Nullable List<Integer> shape,
    @Nullable String output,
    @Nullable Scale scale,
    @Nullable List<String> classes,
    @Nullable String dataset,
    @Nullable Double accuracy,
    String origin,
    @Nullable String file,
    @Nullable String digest,
    @Nullable Boolean differentiable,
    @Nullable Boolean editable,
    @Nullable List<Layer> layers,
    @Nullable String problem,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Card card) {

  /**
   * A layer.
   *
   * @param shape C, H, W
   * @param field receptive field of a unit; null if it is the whole image, or unknown
   */
  public record Layer(
      String name,
      List<Integer> shape,
      int units,
      @Nullable ReceptiveField field,
      boolean hasBias) {
    static Layer of(LayerDescription layer) {
      return new Layer(
          layer.name(), layer.shape(), layer.units(), layer.field().orElse(null), layer.hasBias());
    }
  }

  /** Returns an observer as an entry of the list, without its card. */
  public static ObserverJson row(CatalogueEntry entry) {
    return of(entry, null);
  }

  public static ObserverJson withCard(CatalogueEntry entry) {
    return of(entry, entry.card().orElse(null));
  }

  private static ObserverJson of(CatalogueEntry entry, @Nullable Card card) {
    @Nullable ObserverDescription known = entry.description().orElse(null);
    return new ObserverJson(
        entry.name(),
        known == null ? null : known.shape(),
        known == null ? null : known.output().word(),
        known == null ? null : known.input().scale(),
        known == null ? null : known.classes(),
        known == null || known.dataset().isEmpty() ? null : known.dataset(),
        entry.testAccuracy().isPresent() ? entry.testAccuracy().getAsDouble() : null,
        entry.origin() == CatalogueEntry.Origin.SHIPPED ? "shipped" : "folder",
        entry.origin() == CatalogueEntry.Origin.FILE
            ? String.valueOf(entry.file().orElseThrow().getFileName())
            : null,
        known == null ? null : known.digest(),
        known == null ? null : known.differentiable(),
        known == null ? null : known.editable(),
        known == null ? null : known.layers().stream().map(Layer::of).toList(),
        entry.problem().orElse(null),
        card);
  }
}
