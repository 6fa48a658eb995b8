package org.revcor.study.served;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.revcor.ObserverFailedException;
import org.revcor.RevcorException;
import org.revcor.observer.ExternalObserver;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.ServedModel;
import org.revcor.schema.Json;
import org.revcor.study.served.ModelSignature.ModelMetadata;

/**
 * Requests outputs of a served model by the Open Inference Protocol, version 2. Stages fail with a
 * {@link ServerUnavailableException} if a later request may succeed, and with an {@link
 * org.revcor.ObserverFailedException} or {@link org.revcor.InvalidInputException} otherwise.
 */
public final class InferenceClient implements AutoCloseable {
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final String BINARY = "binary_tensor_data";
  private static final int MAX_METADATA = 1 << 20;

  /** Maximum length of a number in JSON, with the spaces around it. */
  private static final long MAX_NUMBER = 40;

  /**
   * Statuses of servers that have no metadata, or not of this model. If the model had metadata
   * before, it is being loaded again, so the study waits. If the study names input and output, the
   * server has no metadata of models. Otherwise it does not have the model.
   */
  private static final Set<Integer> UNKNOWN = Set.of(400, 404, 405, 501);

  private final ServedModel model;
  private final ObserverDescription observer;
  private final int blockSize;
  private final ServedAccess access;
  private final ModelServer server;

  /**
   * The outputs of some stimuli.
   *
   * @param source version and metadata of the model that computed them
   * @param values trials x outputs; for labels one value per trial
   */
  public record Outputs(String source, float[] values) {}

  /**
   * @param observer shape of the stimuli and outputs
   * @param blockSize trials per block
   */
  public InferenceClient(
      ServedModel model, ObserverDescription observer, int blockSize, ServedAccess access) {
    this.model = model;
    this.observer = observer;
    this.blockSize = blockSize;
    this.access = access;
    this.server = new ModelServer(model, access);
  }

  /**
   * Reads the metadata of server and model, and compares them with the study.
   *
   * @param hadMetadata whether the server had metadata of the model before; if it has none now, the
   *     model is unavailable
   */
  public CompletionStage<ModelSignature> describe(boolean hadMetadata) {
    return get("/v2")
        .thenCompose(
            general ->
                get(path())
                    .thenApply(
                        response -> signature(metadata(response, hadMetadata), isBinary(general))));
  }

  private ModelSignature signature(ModelMetadata metadata, boolean isBinary) {
    try {
      return ModelSignature.of(metadata, isBinary, model, observer, blockSize);
    } catch (ObserverFailedException different) {
      throw server.failure(different.getMessage());
    }
  }

  private CompletionStage<HttpResponse<byte[]>> get(String path) {
    return server.send(server.request(path).GET().build(), MAX_METADATA);
  }

  private String path() {
    return "/v2/models/"
        + encoded(model.name())
        + model.version().map(version -> "/versions/" + encoded(version)).orElse("");
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private boolean isBinary(HttpResponse<byte[]> general) {
    if (general.statusCode() == 200) {
      for (JsonNode extension : json(general).path("extensions")) {
        if (extension.asText().equals(BINARY)) {
          return true;
        }
      }
    }
    return false;
  }

  private ModelMetadata metadata(HttpResponse<byte[]> response, boolean hadMetadata) {
    if (response.statusCode() == 200) {
      return ModelMetadata.of(json(response));
    }
    boolean isUnknown = UNKNOWN.contains(response.statusCode());
    if (isUnknown && hadMetadata) {
      throw server.gone(response);
    }
    if (isUnknown && model.inputTensor().isPresent() && model.outputTensor().isPresent()) {
      return ModelMetadata.NONE;
    }
    throw server.refused(response);
  }

  private JsonNode json(HttpResponse<byte[]> response) {
    try {
      return Json.MAPPER.readTree(response.body());
    } catch (IOException notJson) {
      throw server.refused("metadata that are not JSON");
    }
  }

  /**
   * Requests the outputs of stimuli.
   *
   * @param stimuli trials x C x H x W, in [0, 1]
   */
  public CompletionStage<Outputs> infer(ModelSignature signature, int trials, float[] stimuli) {
    InferenceRequest request = InferenceRequest.of(model, signature, observer, trials, stimuli);
    int perTrial = ExternalObserver.valuesPerTrial(observer);
    var post =
        server
            .request(path() + "/infer")
            .header(
                "Content-Type",
                signature.isBinary() ? "application/octet-stream" : "application/json")
            .POST(BodyPublishers.ofByteArray(request.body()));
    if (signature.isBinary()) {
      post.header(LENGTH, Integer.toString(request.jsonBytes()));
    }
    return server
        .send(post.build(), MAX_METADATA + MAX_NUMBER * trials * perTrial)
        .thenCompose(response -> requireLoaded(response, signature))
        .thenApply(response -> outputs(response, signature, trials, perTrial));
  }

  /** Fails if the server had metadata of the model and has none now: it is being loaded again. */
  private CompletionStage<HttpResponse<byte[]>> requireLoaded(
      HttpResponse<byte[]> response, ModelSignature signature) {
    if (!signature.hasMetadata() || !UNKNOWN.contains(response.statusCode())) {
      return CompletableFuture.completedStage(response);
    }
    return get(path())
        .thenApply(
            metadata -> {
              if (UNKNOWN.contains(metadata.statusCode())) {
                throw server.gone(response);
              }
              return response;
            });
  }

  private Outputs outputs(
      HttpResponse<byte[]> response, ModelSignature signature, int trials, int perTrial) {
    if (response.statusCode() != 200) {
      throw server.refused(response);
    }
    try {
      InferenceResponse outputs =
          InferenceResponse.read(
              response.body(),
              jsonBytes(response),
              signature.output(),
              observer.output() == OutputKind.LABELS,
              trials,
              perTrial);
      return new Outputs(source(signature, outputs), outputs.values());
    } catch (InferenceResponse.InvalidException invalid) {
      throw server.refused(invalid.getMessage());
    }
  }

  private static OptionalInt jsonBytes(HttpResponse<?> response) {
    return response.headers().firstValue(LENGTH).stream()
        .filter(value -> value.matches("[0-9]{1,9}"))
        .mapToInt(Integer::parseInt)
        .findFirst();
  }

  private String source(ModelSignature signature, InferenceResponse outputs) {
    String stated = outputs.version().orElse(String.join(" ", signature.versions()));
    String version = stated.isEmpty() ? "unknown" : access.masked(stated);
    return "version %s, metadata %s"
        .formatted(
            version.matches("[ -~]{0,40}") ? version : ModelSignature.digest(version),
            signature.fingerprint());
  }

  @Override
  public void close() {
    server.close();
  }

  /** Reports a server that cannot respond now. The same request may succeed later. */
  public static final class ServerUnavailableException extends RevcorException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;
    private final boolean mayHaveComputed;

    /**
     * @param retryAfter time after which the server wants the next request; null if it states none
     * @param mayHaveComputed whether the model may have computed outputs, whose response is lost
     */
    ServerUnavailableException(
        String message, @Nullable Duration retryAfter, boolean mayHaveComputed) {
      super(message);
      this.retryAfter = retryAfter;
      this.mayHaveComputed = mayHaveComputed;
    }

    /** Returns the time after which the server wants the next request. */
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }

    /** Returns whether the model may have computed outputs, whose response is lost. */
    public boolean mayHaveComputed() {
      return mayHaveComputed;
    }
  }
}
