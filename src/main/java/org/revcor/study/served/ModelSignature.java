package org.revcor.study.served;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.revcor.ObserverFailedException;
import org.revcor.file.Digest;
import org.revcor.observer.ExternalObserver;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ServedModel;

/**
 * How a served model is called.
 *
 * @param input name of its input
 * @param isDouble whether the input takes float64 instead of float32
 * @param output name of its output
 * @param isBinary whether the server takes and sends numbers as bytes
 * @param fingerprint short digest of the metadata
 * @param versions versions that the metadata lists
 */
public record ModelSignature(
    String input,
    boolean isDouble,
    String output,
    boolean isBinary,
    String fingerprint,
    List<String> versions) {
  private static final String FP32 = "FP32";
  private static final String FP64 = "FP64";

  /** Bytes of a short digest. */
  private static final int DIGEST_BYTES = 6;

  /**
   * Compares the metadata of a model with what a study states of it.
   *
   * @param observer shape of the stimuli and outputs
   * @param blockSize trials per block
   * @throws ObserverFailedException if they differ, or a name is missing
   */
  static ModelSignature of(
      ModelMetadata metadata,
      boolean isBinary,
      ServedModel model,
      ObserverDescription observer,
      int blockSize) {
    Optional<ModelMetadata.Tensor> input =
        tensor(model, metadata.inputs(), model.inputTensor(), "input");
    Optional<ModelMetadata.Tensor> output =
        tensor(model, metadata.outputs(), model.outputTensor(), "output");
    input.ifPresent(each -> requireInput(each, model, observer, blockSize));
    output.ifPresent(each -> requireOutput(each, model, observer));
    return new ModelSignature(
        input.map(ModelMetadata.Tensor::name).or(model::inputTensor).orElseThrow(),
        input.filter(each -> each.datatype().equals(FP64)).isPresent(),
        output.map(ModelMetadata.Tensor::name).or(model::outputTensor).orElseThrow(),
        isBinary,
        fingerprint(metadata),
        metadata.versions());
  }

  private static String fingerprint(ModelMetadata metadata) {
    return digest(metadata.platform() + metadata.inputs() + metadata.outputs());
  }

  /** Returns the first digits of the digest of a text. */
  static String digest(String text) {
    byte[] whole = Digest.bytes(StandardCharsets.UTF_8.encode(text));
    return HexFormat.of().formatHex(whole, 0, DIGEST_BYTES);
  }

  /** Returns whether the server has metadata of the model. */
  public boolean hasMetadata() {
    return !fingerprint.equals(fingerprint(ModelMetadata.NONE));
  }

  private static Optional<ModelMetadata.Tensor> tensor(
      ServedModel model, List<ModelMetadata.Tensor> all, Optional<String> name, String role) {
    List<String> names = all.stream().map(ModelMetadata.Tensor::name).toList();
    if (name.isEmpty() && all.size() != 1) {
      throw new ObserverFailedException(
          "%s has %s; observer.served.%s-tensor must name its %s"
              .formatted(
                  model.words(),
                  all.isEmpty()
                      ? "no metadata of its %ss".formatted(role)
                      : "the %ss %s".formatted(role, String.join(", ", names)),
                  role,
                  role));
    }
    if (name.isPresent() && !all.isEmpty() && !names.contains(name.get())) {
      throw new ObserverFailedException(
          "%s has no %s %s; it has %s"
              .formatted(model.words(), role, name.get(), String.join(", ", names)));
    }
    return all.stream()
        .filter(each -> name.isEmpty() || each.name().equals(name.get()))
        .findFirst();
  }

  private static void requireInput(
      ModelMetadata.Tensor input, ServedModel model, ObserverDescription observer, int blockSize) {
    if (!input.datatype().equals(FP32) && !input.datatype().equals(FP64)) {
      throw new ObserverFailedException(
          "the input %s of %s has the type %s; it must be FP32 or FP64"
              .formatted(input.name(), model.words(), input.datatype()));
    }
    List<Long> declared =
        Arrays.stream(
                model
                    .layout()
                    .sizes(-1, List.of(observer.planes(), observer.height(), observer.width())))
            .boxed()
            .toList();
    if (!fits(input.shape(), declared)) {
      throw new ObserverFailedException(
          "the input %s of %s has the shape %s; observer.served.input and layout give %s"
              .formatted(input.name(), model.words(), input.shape(), declared));
    }
    long images = input.shape().isEmpty() ? -1 : input.shape().getFirst();
    if (images >= 0 && (images != model.batch() || blockSize % images != 0)) {
      throw new ObserverFailedException(
          "%s takes %d stimuli per request; observer.served.batch must be %d, and block-size a"
                  .formatted(model.words(), images, images)
              + " multiple of it");
    }
  }

  /** Returns whether sizes beyond the batch are equal, or open in the metadata. */
  private static boolean fits(List<Long> stated, List<Long> declared) {
    if (stated.isEmpty()) {
      return true;
    }
    if (stated.size() != declared.size()) {
      return false;
    }
    for (int i = 1; i < stated.size(); i++) {
      if (stated.get(i) >= 0 && !stated.get(i).equals(declared.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static void requireOutput(
      ModelMetadata.Tensor output, ServedModel model, ObserverDescription observer) {
    if (output.shape().isEmpty()) {
      return;
    }
    long stated =
        output.shape().stream()
            .skip(1)
            .reduce(1L, (all, size) -> all < 0 || size < 0 ? -1 : all * size);
    int expected = ExternalObserver.valuesPerTrial(observer);
    if (stated >= 0 && stated != expected) {
      throw new ObserverFailedException(
          "the output %s of %s has the shape %s; observer.served needs %d value%s per stimulus"
              .formatted(
                  output.name(),
                  model.words(),
                  output.shape(),
                  expected,
                  expected == 1 ? "" : "s"));
    }
  }

  /**
   * What a server states of a model; empty lists where it states nothing.
   *
   * @param platform format of the model
   */
  record ModelMetadata(
      String platform, List<String> versions, List<Tensor> inputs, List<Tensor> outputs) {
    /** Nothing, of a server without metadata. */
    static final ModelMetadata NONE = new ModelMetadata("", List.of(), List.of(), List.of());

    /**
     * An input or output.
     *
     * @param datatype type of its numbers, such as {@code FP32}
     * @param shape sizes, the first one of the batch; -1 where the model takes any
     */
    record Tensor(String name, String datatype, List<Long> shape) {
      private static Tensor of(JsonNode node) {
        List<Long> shape = new ArrayList<>();
        node.path("shape").forEach(size -> shape.add(size.asLong()));
        // early versions of DJL Serving write dataType
        return new Tensor(
            node.path("name").asText(),
            node.path("datatype").asText(node.path("dataType").asText()),
            shape);
      }
    }

    /** Reads the response to {@code GET v2/models/NAME}. */
    static ModelMetadata of(JsonNode response) {
      List<String> versions = new ArrayList<>();
      response.path("versions").forEach(version -> versions.add(version.asText()));
      return new ModelMetadata(
          response.path("platform").asText(),
          versions,
          tensors(response.path("inputs")),
          tensors(response.path("outputs")));
    }

    private static List<Tensor> tensors(JsonNode array) {
      List<Tensor> tensors = new ArrayList<>();
      array.forEach(node -> tensors.add(Tensor.of(node)));
      return tensors;
    }
  }
}
