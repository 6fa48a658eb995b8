package org.revcor.study.served;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

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
