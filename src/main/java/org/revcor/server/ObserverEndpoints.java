package org.revcor.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.revcor.observer.Catalogue;
import org.revcor.observer.CatalogueEntry;
import org.revcor.observer.ObserverDescription;

/** What can be studied here. */
final class ObserverEndpoints {

  /** An observer as JSON; one with a problem has nothing else that is known of it. */
  private record Row(
      String name,
      @Nullable List<Integer> shape,
      @Nullable String output,
      @Nullable List<String> classes,
      @Nullable String dataset,
      @Nullable Double accuracy,
      String origin,
      @Nullable String file,
      @Nullable String problem) {}

  private final Catalogue catalogue;
  private final Executor readers;

  /**
   * @param readers where files are read
   */
  ObserverEndpoints(Catalogue catalogue, Executor readers) {
    this.catalogue = catalogue;
    this.readers = readers;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/api/v1/observers", this::list));
  }

  private CompletionStage<HttpResponse> list(Request request) {
    return CompletableFuture.supplyAsync(
        () ->
            Answers.json(
                200,
                Map.of(
                    "observers",
                    catalogue.entries().stream().map(ObserverEndpoints::row).toList())),
        readers);
  }

  private static Row row(CatalogueEntry entry) {
    @Nullable ObserverDescription known = entry.description().orElse(null);
    return new Row(
        entry.name(),
        known == null ? null : List.of(known.planes(), known.height(), known.width()),
        known == null ? null : known.output().name().toLowerCase(Locale.ROOT),
        known == null ? null : known.classes(),
        known == null || known.dataset().isEmpty() ? null : known.dataset(),
        entry.testAccuracy().isPresent() ? entry.testAccuracy().getAsDouble() : null,
        entry.origin() == CatalogueEntry.Origin.SHIPPED ? "shipped" : "folder",
        entry.origin() == CatalogueEntry.Origin.TORCHSCRIPT ? entry.name() + ".pt" : null,
        entry.problem().orElse(null));
  }
}
