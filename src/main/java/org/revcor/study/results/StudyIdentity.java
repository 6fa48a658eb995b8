package org.revcor.study.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.revcor.inference.NumericPlan;
import org.revcor.schema.Json;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;

/**
 * Everything that the sums of a study depend on. The study's name and its maximum number of trials
 * are excluded, since changing them continues the same study.
 *
 * @param stimuli digest of the data that stimuli are made from; "" for stimuli of a law only
 * @param basis digest of the basis of a regression; "" for other estimators
 * @param plan numeric plan, with the versions of generator and engine; without contrasts, which the
 *     study finds itself
 */
public record StudyIdentity(
    JsonNode specification,
    StudyView.ObserverView observer,
    String stimuli,
    String basis,
    NumericPlan plan) {

  private static final String NAME = "observer.name";
  private static final String KERNELS = "plan.platform.kernels";

  public static StudyIdentity of(PreparedStudy study) {
    return new StudyIdentity(
        normalized(StudyFile.toJson(study.specification())),
        StudyView.ObserverView.of(study.observer().description()),
        study.stimulus().digest(),
        study.estimator().digest(),
        study.plan().withContrasts(List.of()));
  }

  public static StudyIdentity of(StudyView study) {
    JsonNode conventions = Json.MAPPER.valueToTree(study.setup().conventions());
    return new StudyIdentity(
        normalized(study.setup().specification()),
        study.setup().observer(),
        conventions.path(StudySetup.MADE_OF).asText(),
        conventions.path("basis").path("digest").asText(),
        study.setup().plan().withContrasts(List.of()));
  }

  private static JsonNode normalized(JsonNode file) {
    JsonNode specification = file.deepCopy();
    if (specification.path("study") instanceof ObjectNode content) {
      content.remove("name");
      if (content.path("stop") instanceof ObjectNode stop) {
        stop.remove("max-trials");
      }
    }
    return specification;
  }

  /**
   * Returns the first difference from an earlier run. Differences of the plan, which follows from
   * the other parts, come last; those of the kernels, which the engine follows from, first of them.
   * Another name of the same network is none.
   *
   * @return such as {@code study.seed is 43 and was 42}; empty if it is the same study
   */
  Optional<String> differenceFrom(StudyIdentity earlier) {
    return difference(this, earlier);
  }

  /** Returns the first difference between two values that are written as JSON. */
  static Optional<String> difference(Object current, Object earlier) {
    Map<String, String> now = leaves(current);
    Map<String, String> before = leaves(earlier);
    Map<String, String> all = new TreeMap<>(before);
    all.putAll(now);
    all.remove(NAME);
    return all.keySet().stream()
        .sorted(
            Comparator.comparing(
                path -> path.equals(KERNELS) ? 1 : path.startsWith("plan.") ? 2 : 0))
        .filter(path -> !now.getOrDefault(path, "").equals(before.getOrDefault(path, "")))
        .findFirst()
        .map(
            path ->
                "%s is %s and was %s"
                    .formatted(
                        path.replaceFirst("^specification[.]", ""),
                        now.getOrDefault(path, "missing"),
                        before.getOrDefault(path, "missing")));
  }

  private static Map<String, String> leaves(Object identity) {
    Map<String, String> leaves = new TreeMap<>();
    collect("", Json.MAPPER.valueToTree(identity), leaves);
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, String> leaves) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  collect(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      leaves));
    } else {
      leaves.put(path, node.isTextual() ? node.textValue() : node.toString());
    }
  }
}
