package org.revcor.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.dataset.DataSets;
import org.revcor.experiment.Analysis;
import org.revcor.experiment.AnalysisRegistry;
import org.revcor.experiment.Parameter;

/** What a server takes of analyses: all but what names a file of its machine. */
final class ServedParameters {
  private ServedParameters() {}

  /** The analyses that can be asked for here; one that cannot do without a file is none of them. */
  static List<Analysis> experiments() {
    return AnalysisRegistry.all().stream()
        .filter(
            experiment ->
                experiment.parameters().stream()
                    .noneMatch(each -> each.kind() == Parameter.Kind.FILE && each.required()))
        .toList();
  }

  /** Those of an analysis that may be given here. */
  static List<Parameter> of(Analysis experiment) {
    return experiment.parameters().stream()
        .filter(each -> each.kind() != Parameter.Kind.FILE)
        .toList();
  }

  /** Words of which a value must be one; empty where it may be any. */
  static List<String> choices(Parameter parameter) {
    return switch (parameter.kind()) {
      case IMAGES -> DataSets.names();
      case TEXT, FILE, OBSERVER, STUDY, NUMBER, NUMBERS, WORDS -> parameter.choices();
    };
  }

  /** All of it as JSON. */
  static Map<String, Object> json() {
    return Map.of("kinds", experiments().stream().map(ServedParameters::json).toList());
  }

  private static Map<String, Object> json(Analysis experiment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", experiment.name());
    json.put("question", experiment.question());
    json.put("parameters", of(experiment).stream().map(ServedParameters::json).toList());
    return json;
  }

  private static Map<String, Object> json(Parameter parameter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", parameter.name());
    json.put("kind", parameter.kind());
    json.put("placeholder", parameter.placeholder());
    json.put("standard", parameter.standard().orElse(null));
    json.put("required", parameter.required());
    json.put("description", parameter.description());
    json.put("choices", choices(parameter));
    return json;
  }
}
