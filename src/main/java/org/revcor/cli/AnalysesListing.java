package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.schema.Json;

/** The named analyses, as lines of text and as JSON. */
final class AnalysesListing {
  private AnalysesListing() {}

  static List<String> lines() {
    Table table = new Table("analysis", "question");
    AnalysisRegistry.all().forEach(each -> table.add(each.name(), each.question()));
    return table.lines();
  }

  static List<ObjectNode> json() {
    return AnalysisRegistry.all().stream().map(AnalysesListing::json).toList();
  }

  private static ObjectNode json(Analysis analysis) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("name", analysis.name()).put("question", analysis.question());
    ArrayNode parameters = json.putArray("parameters");
    for (Parameter parameter : analysis.parameters()) {
      parameters
          .addObject()
          .put("name", parameter.name())
          .put("description", parameter.description())
          .put("required", parameter.required())
          .put("default", parameter.defaultValue().orElse(null));
    }
    return json;
  }
}
