package org.revcor.observer;

import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;

/**
 * A model behind a server of the Open Inference Protocol, version 2, over HTTP.
 *
 * @param url address of the server without {@code /v2} and without a slash at the end
 * @param name name of the model
 * @param version version of the model; empty for the one that the server chooses
 * @param scale scaling of a stimulus for the model
 * @param layout order of the values of the model's input
 * @param inputTensor name of the input; empty if the server states it
 * @param outputTensor name of the output; empty if the server states it
 * @param batch maximum number of stimuli per request
 * @param parallel maximum number of requests at a time
 * @param maxQueries maximum number of stimuli that a run of a study sends, with those of logged
 *     blocks
 */
public record ServedModel(
    String url,
    String name,
    Optional<String> version,
    Scale scale,
    Layout layout,
    Optional<String> inputTensor,
    Optional<String> outputTensor,
    int batch,
    int parallel,
    long maxQueries) {
  static final String FIELD = "study.observer.served";

  /** Maximum number of values of a request. */
  private static final int MAX_VALUES = 1 << 22;

  /** Returns the model and its server, for messages. */
  public String words() {
    return "model %s%s at %s".formatted(name, version.map(" version "::concat).orElse(""), url);
  }

  /** Returns what determines its outputs. */
  String identity() {
    return "%s %s %s %s %s %s"
        .formatted(words(), scale.toJson(), layout.word(), inputTensor, outputTensor, batch);
  }

  /** Returns what a run of a study sends at most, as a sentence. */
  public String limits() {
    return "sends at most %d stimuli per run to %s, %d per request, %d requests at a time"
        .formatted(maxQueries, words(), batch, parallel);
  }

  /**
   * Requires that scale, layout and batch suit stimuli.
   *
   * @param input C, H and W
   * @throws InvalidInputException if one does not
   */
  void requireFits(List<Integer> input) {
    scale.requirePlanes(FIELD + ".scale", input.getFirst());
    if (layout == Layout.ROWS && input.getFirst() != 1) {
      throw new InvalidInputException(
          FIELD + ".layout",
          layout.word(),
          "nchw, nhwc or flat for stimuli of %d planes".formatted(input.getFirst()));
    }
    long values = input.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (batch * values > MAX_VALUES) {
      throw new InvalidInputException(
          FIELD + ".batch",
          Integer.toString(batch),
          "at most %d for stimuli of %d values".formatted(MAX_VALUES / values, values));
    }
  }
}
