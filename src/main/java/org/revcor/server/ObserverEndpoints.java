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
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.revcor.analysis.AccuracyCheck;
import org.revcor.dataset.DataSets;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.CatalogueEntry;
import org.revcor.observer.catalogue.ObserverFolder;
import org.revcor.observer.catalogue.Upload;
import org.revcor.schema.Json;
import org.revcor.schema.Spelling;
import org.revcor.server.access.Scope;
import org.revcor.worker.ChildAccuracy;

/** Endpoints that list, read, upload and delete observers. */
final class ObserverEndpoints {
  private static final String ROOT = "/api/v1/observers";
  private static final String ONE = ROOT + "/{name}";

  /**
   * Timeout of uploads. It is long, since a large network is opened and tested before the response.
   */
  private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(8);

  private final Catalogue catalogue;
  private final ObserverFolder folder;
  private final long maxNetworkBytes;
  private final boolean acceptsTorchScript;
  private final ChildAccuracy tests;
  private final Executor readers;

  /**
   * @param maxNetworkBytes maximum size of a form that uploads a network
   * @param acceptsTorchScript whether TorchScript files can be uploaded
   * @param tests tests uploaded networks
   * @param readers executor for file access
   */
  ObserverEndpoints(
      Catalogue catalogue,
      long maxNetworkBytes,
      boolean acceptsTorchScript,
      ChildAccuracy tests,
      Executor readers) {
    this.catalogue = catalogue;
    this.folder = new ObserverFolder(catalogue.folder(), catalogue.inspector());
    this.maxNetworkBytes = maxNetworkBytes;
    this.acceptsTorchScript = acceptsTorchScript;
    this.tests = tests;
    this.readers = readers;
  }

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
          return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
        },
        readers);
  }

  private CompletionStage<HttpResponse> put(Request request) {
    if (!request.hasBody()) {
      throw ProblemException.unsupportedMediaType("", "multipart/form-data");
    }
    UploadForm form = new UploadForm(maxNetworkBytes, acceptsTorchScript, request.materializer());
    form.requireReceivable(request);
    boolean replace = isTrue(request, "replace", "false");
    boolean save = isTrue(request, "save", "true");
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

  private static boolean isTrue(Request request, String parameter, String whenMissing) {
    return request.parameter(parameter, whenMissing, List.of("true", "false")).equals("true");
  }

  private HttpResponse uploaded(String name, Upload upload, Optional<String> images, boolean save) {
    CatalogueEntry checked = upload.check();
    Optional<AccuracyCheck> test = images.map(set -> upload.test(file -> tests.of(file, set)));
    if (!save) {
      return HttpResponses.json(200, tested(checked, test));
    }
    boolean replaced = upload.place();
    return HttpResponses.json(replaced ? 200 : 201, tested(checked, test))
        .addHeader(RawHeader.create("Location", ROOT + "/" + name));
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
