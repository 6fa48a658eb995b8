package org.revcor.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.Done;
import org.apache.pekko.http.impl.engine.parsing.ParsingException;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Multipart;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.http.scaladsl.model.ExceptionWithErrorInfo;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AccuracyCheck;
import org.revcor.analysis.template.MeanImages;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.figure.PixelColour;
import org.revcor.figure.Png;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.observer.catalogue.ObserverFolder;
import org.revcor.observer.catalogue.ObserverFolder.Upload;
import org.revcor.observer.file.FileFormat;
import org.revcor.schema.Json;
import org.revcor.schema.Spelling;
import org.revcor.server.access.Scope;
import org.revcor.study.plan.StageFailure;
import org.revcor.worker.ChildNetworks;

/** Endpoints that list, read, upload and delete observers. */
record ObserverEndpoints(
    Catalogue catalogue,
    ObserverFolder folder,
    Path datasets,
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
        Endpoint.get(ONE + "/means/{class}.png", this::mean),
        Endpoint.upload(ONE, this::put).withScope(Scope.ADMIN).withTimeout(UPLOAD_TIMEOUT),
        Endpoint.delete(ONE, this::delete).withScope(Scope.ADMIN),
        Endpoint.array("/api/v1/examples", this::examples)
            .withScope(Scope.ADMIN)
            .withTimeout(UPLOAD_TIMEOUT));
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

  /** Draws the mean test image of a class of the observer's data set. */
  private CompletionStage<HttpResponse> mean(Request request) {
    return CompletableFuture.supplyAsync(
        () -> {
          String set =
              require(request.variable("name"))
                  .description()
                  .map(ObserverDescription::dataset)
                  .filter(DataSets.names()::contains)
                  .orElseThrow(
                      () -> ProblemException.notFound("the observer has no known data set"));
          return HttpResponses.of(200, HttpResponses.PNG, mean(set, request.variable("class")));
        },
        readers);
  }

  private byte[] mean(String set, String name) {
    try {
      Images test = DataSets.shippedTest(set).orElseGet(() -> DataSets.test(set, datasets));
      Images images = test.withClasses(List.of(name));
      float[] mean = MeanImages.of(images)[0];
      return Png.of(
          PixelColour.paint(images, 1, pixel -> PixelColour.ofImage(mean, images.planes(), pixel)));
    } catch (InvalidInputException missing) {
      throw ProblemException.notFound(StageFailure.message(missing));
    }
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

  /** Stores examples of threshold noise; the name of the file is its digest. */
  private CompletionStage<HttpResponse> examples(Request request) {
    request.requireSize(maxNetworkBytes);
    Path received = folder.beginExamples();
    return request
        .http()
        .entity()
        .withSizeLimit(maxNetworkBytes)
        .getDataBytes()
        .runWith(FileIO.toPath(received), request.materializer())
        .thenApplyAsync(
            done -> HttpResponses.json(200, Map.of("examples", folder.placeExamples(received))),
            readers)
        .whenCompleteAsync(
            (done, failure) -> Uncheck.run(() -> Files.deleteIfExists(received)), readers);
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

  /**
   * The form that uploads a network: a file {@code network} and a JSON part {@code card}.
   *
   * @param acceptsTorchScript whether the network may be a TorchScript file
   */
  record UploadForm(long maxBytes, boolean acceptsTorchScript, Materializer materializer) {
    private static final String NETWORK = "network";
    private static final String CARD = "card";
    private static final long MAX_CARD_BYTES = 1 << 20;

    /** The client receives the failure of an invalid form. */
    private static final Attributes NOT_LOGGED =
        Attributes.createLogLevels(
            Attributes.logLevelOff(), Attributes.logLevelOff(), Attributes.logLevelOff());

    /**
     * Receives all parts as a stream. When it ends, also with a failure, no file is being written
     * any more.
     *
     * @return fails with a {@link ProblemException} or an {@link org.revcor.InvalidInputException}
     *     if the form is invalid
     */
    CompletionStage<Done> receive(Request request, Upload upload) {
      RequestEntity body = request.http().entity();
      // always as a stream: Pekko reports a truncated short form as an internal error
      HttpEntity streamed =
          HttpEntities.createIndefiniteLength(
              body.getContentType(), body.withSizeLimit(maxBytes).getDataBytes());
      AtomicReference<CompletionStage<Done>> lastPart =
          new AtomicReference<>(CompletableFuture.completedStage(Done.done()));
      return Unmarshaller.entityToMultipartFormData()
          .unmarshal(streamed, materializer)
          .thenCompose(
              form ->
                  form.getParts()
                      .addAttributes(NOT_LOGGED)
                      .mapAsync(
                          1,
                          part -> {
                            CompletionStage<Done> received = receive(part, upload);
                            lastPart.set(received);
                            return received;
                          })
                      .runWith(Sink.ignore(), materializer))
          .exceptionallyCompose(
              thrown ->
                  Objects.requireNonNull(lastPart.get())
                      .handle(
                          (done, failure) -> {
                            throw new CompletionException(mapped(thrown));
                          }));
    }

    /** Rejects a body whose parts cannot be found, or whose declared length is too large. */
    void requireReceivable(Request request) {
      if (!request.bodyType().contains("boundary=")) {
        throw malformed("Content-Type has no boundary");
      }
      request.requireSize(maxBytes);
    }

    private CompletionStage<Done> receive(Multipart.FormData.BodyPart part, Upload upload) {
      return switch (part.getName()) {
        case NETWORK ->
            part.getEntity()
                .getDataBytes()
                .runWith(FileIO.toPath(network(part, upload)), materializer)
                .thenApply(written -> Done.done());
        case CARD ->
            part.getEntity()
                .withSizeLimit(MAX_CARD_BYTES)
                .getDataBytes()
                .runFold(ByteString.emptyByteString(), ByteString::concat, materializer)
                .thenApply(
                    json -> {
                      upload.card(json.toArrayUnsafe());
                      return Done.done();
                    });
        default ->
            throw ProblemException.malformed(
                "the form has a part %s; it must be %s"
                    .formatted(
                        part.getName(), Spelling.expected(part.getName(), List.of(NETWORK, CARD))));
      };
    }

    private Path network(Multipart.FormData.BodyPart part, Upload upload) {
      String file = part.getFilename().orElse("");
      if (!acceptsTorchScript
          && FileFormat.byExtension(file).equals(Optional.of(FileFormat.TORCHSCRIPT))) {
        throw ProblemException.unconfined(file);
      }
      return upload.network(file);
    }

    private static Throwable mapped(Throwable thrown) {
      return switch (StageFailure.of(thrown)) {
        // of the form, and of the header of a part
        case ExceptionWithErrorInfo broken -> malformed(broken.getMessage());
        case ParsingException broken -> malformed(broken.getMessage());
        case Throwable other -> other;
      };
    }

    private static ProblemException malformed(@Nullable String why) {
      return ProblemException.malformed("the form cannot be read: " + why);
    }
  }
}
