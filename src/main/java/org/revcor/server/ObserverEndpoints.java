package org.revcor.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.analysis.AccuracyCheck;
import org.revcor.dataset.DataSets;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.observer.catalogue.ObserverFolder;
import org.revcor.observer.catalogue.ObserverFolder.Upload;
import org.revcor.schema.Json;
import org.revcor.schema.Spelling;
import org.revcor.server.access.Scope;
import org.revcor.worker.ChildNetworks;

/** Endpoints that list, read, upload and delete observers. */
record ObserverEndpoints(
    Catalogue catalogue,
    ObserverFolder folder,
    long maxNetworkBytes,
    boolean acceptsTorchScript,
    ChildNetworks networks,
    Executor readers) {
  private static final String ROOT = "/api/v1/observers";
  private static final String ONE = ROOT + "/{name}";

  /**
   * Timeout of uploads. It is long, since a large network is opened and tested before the response.
   */
  private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(8);

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ROOT, this::list),
        Endpoint.get(ONE, this::get),
        Endpoint.upload(ONE, this::put).withScope(Scope.ADMIN).withTimeout(UPLOAD_TIMEOUT),
        Endpoint.delete(ONE, this::delete).withScope(Scope.ADMIN));
  }

  private CompletionStage<HttpResponse> list(Request request) {
    return CompletableFuture.supplyAsync(
        () ->
            HttpResponses.json(
                200,
                Map.of("observers", catalogue.entries().stream().map(ObserverJson::row).toList())),
        readers);
  }

  private CompletionStage<HttpResponse> get(Request request) {
    return CompletableFuture.supplyAsync(
        () -> HttpResponses.json(200, ObserverJson.withCard(require(request.variable("name")))),
        readers);
  }

  private CompletionStage<HttpResponse> delete(Request request) {
    return CompletableFuture.supplyAsync(
        () -> {
          folder.remove(require(request.variable("name")).name());
          return HttpResponses.noContent();
        },
        readers);
  }

  private CompletionStage<HttpResponse> put(Request request) {
    if (!request.hasBody()) {
      throw ProblemException.unsupportedMediaType("", "multipart/form-data");
    }
    UploadForm form = new UploadForm(maxNetworkBytes, acceptsTorchScript, request.materializer());
    form.requireReceivable(request);
    boolean replace = request.parameter("replace", false);
    boolean save = request.parameter("save", true);
    Optional<String> images =
        request.parameter("images").map(set -> request.parameter("images", set, DataSets.names()));
    String name = request.variable("name");
    return CompletableFuture.supplyAsync(() -> folder.begin(name, replace || !save), readers)
        .thenCompose(
            upload ->
                form.receive(request, upload)
                    .thenApplyAsync(done -> uploaded(name, upload, images, save), readers)
                    .whenCompleteAsync((placed, failure) -> upload.close(), readers))
        .exceptionally(Problems.onInvalid("observer"));
  }

  private HttpResponse uploaded(String name, Upload upload, Optional<String> images, boolean save) {
    CatalogueEntry checked = upload.check();
    Optional<AccuracyCheck> test = images.map(set -> upload.test(file -> networks.test(file, set)));
    if (!save) {
      return HttpResponses.json(200, tested(checked, test));
    }
    boolean replaced = upload.place();
    return HttpResponses.created(ROOT + "/" + name, tested(checked, test))
        .withStatus(replaced ? 200 : 201);
  }

  private static ObjectNode tested(CatalogueEntry observer, Optional<AccuracyCheck> test) {
    ObjectNode node = Json.MAPPER.valueToTree(ObserverJson.withCard(observer));
    test.ifPresent(result -> node.set("test", Json.MAPPER.valueToTree(result)));
    return node;
  }

  private CatalogueEntry require(String name) {
    return catalogue
        .find(name)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "observer %s does not exist%s"
                        .formatted(name, Spelling.hint(name, catalogue.names()))));
  }
}
