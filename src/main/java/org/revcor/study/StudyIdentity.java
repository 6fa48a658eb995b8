package org.revcor.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.revcor.Json;
import org.revcor.lane.NumericPlan;
import org.revcor.specification.StudyFile;

/**
 * All that the sums of a study depend on. Its name and the most trials it may show are not among
 * it: with another name or more trials it is the same study.
 *
 * @param specification the study file as JSON, without those two
 * @param observer with its digest
 * @param stimuli digest of what stimuli are made of; "" if they are made of nothing but a law
 * @param plan numeric plan, with the versions of generator and engine
 */
record StudyIdentity(
    JsonNode specification, StudyView.ObserverView observer, String stimuli, NumericPlan plan) {

  /** That of a study that is about to run. */
  static StudyIdentity of(PreparedStudy study) {
    return new StudyIdentity(
        essence(StudyFile.toJson(study.specification())),
        StudyView.ObserverView.of(study.observer().description()),
        study.stimulus().digest(),
        study.plan());
  }

  /** That of a study as it was set down. */
  static StudyIdentity of(StudyView study) {
    Object made = study.conventions().get(StudyView.MADE_OF);
    return new StudyIdentity(
        essence(study.specification()),
        study.observer(),
        made == null ? "" : made.toString(),
        study.plan());
  }

  private static JsonNode essence(JsonNode file) {
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
   * The first thing in which an earlier run differs; its plan, which follows from the rest, last.
   *
   * @return such as {@code study.seed is 43 and was 42}; empty if it was of this very study
   */
  Optional<String> differenceFrom(StudyIdentity earlier) {
    Map<String, String> now = leaves(this);
    Map<String, String> then = leaves(earlier);
    Map<String, String> all = new TreeMap<>(then);
    all.putAll(now);
    return all.keySet().stream()
        .sorted(Comparator.comparing(path -> path.startsWith("plan.")))
        .filter(path -> !now.getOrDefault(path, "").equals(then.getOrDefault(path, "")))
        .findFirst()
        .map(
            path ->
                "%s is %s and was %s"
                    .formatted(
                        path.replaceFirst("^specification[.]", ""),
                        now.getOrDefault(path, "not there"),
                        then.getOrDefault(path, "not there")));
  }

  private static Map<String, String> leaves(StudyIdentity identity) {
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
