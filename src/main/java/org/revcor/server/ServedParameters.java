package org.revcor.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.dataset.DataSets;

/** The parameters of analyses that a server offers: all except those that name files. */
final class ServedParameters {
  private ServedParameters() {}

  /** Returns the parameters of an analysis that a request can set. */
  static List<Parameter> of(Analysis analysis) {
    return analysis.parameters().stream()
        .filter(each -> each.kind() != Parameter.Kind.FILE)
        .toList();
  }

  /** Returns the valid values of a parameter; empty if any value is valid. */
  static List<String> choices(Parameter parameter) {
    return switch (parameter.kind()) {
      case IMAGES -> DataSets.names();
      case TEXT, FILE, OBSERVER, STUDY, NUMBER, NUMBERS, WORDS -> parameter.choices();
    };
  }

  /** Returns all analyses and parameters as JSON. */
  static Map<String, Object> json() {
    return Map.of("kinds", AnalysisRegistry.all().stream().map(ServedParameters::json).toList());
  }

  private static Map<String, Object> json(Analysis analysis) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", analysis.name());
    json.put("question", analysis.question());
    json.put("parameters", of(analysis).stream().map(ServedParameters::json).toList());
    return json;
  }

  private static Map<String, Object> json(Parameter parameter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", parameter.name());
    json.put("kind", parameter.kind());
    json.put("placeholder", parameter.placeholder());
    json.put("standard", parameter.defaultValue().orElse(null));
    json.put("required", parameter.required());
    json.put("description", parameter.description());
    json.put("choices", choices(parameter));
    return json;
  }
}
