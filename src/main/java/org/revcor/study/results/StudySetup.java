package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Estimand;
import org.revcor.inference.NumericPlan;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.Law;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * What a study computes, and how.
 *
 * @param shape C, H, W of a map
 * @param studyFile the same with all that the file of a network and its card state; null for other
 *     observers
 */
public record StudySetup(
    StudyView.ObserverView observer,
    List<Integer> shape,
    JsonNode specification,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode studyFile,
    String readout,
    String estimator,
    Map<String, Object> conventions,
    NumericPlan plan,
    StudyView.StopView stop) {
  /** Convention that holds the digest of the data that stimuli are made from. */
  static final String MADE_OF = "stimuliDigest";

  public static StudySetup of(PreparedStudy study) {
    StudySpecification requested = study.specification();
    JsonNode specification = StudyFile.toJson(requested);
    return new StudySetup(
        StudyView.ObserverView.of(study.observer().description()),
        study.mapShape(),
        specification,
        Observers.complete(requested.observer(), study.observer())
            .map(observer -> StudyFile.withObserver(specification, observer))
            .orElse(null),
        requested.readout().word(),
        Spelling.word(requested.estimation().estimator()),
        conventions(study),
        study.plan(),
        StudyView.StopView.of(requested.stop(), study.maxTrials()));
  }

  /** Returns a copy of a study with another name. */
  public StudySetup withName(String name) {
    return new StudySetup(
        observer,
        shape,
        StudyFile.withName(specification, name),
        studyFile == null ? null : StudyFile.withName(studyFile, name),
        readout,
        estimator,
        conventions,
        plan,
        stop);
  }

  Estimand estimand() {
    return Stream.of(Estimand.values())
        .filter(each -> Spelling.word(each).equals(conventions.get("estimand")))
        .findFirst()
        .orElse(Estimand.CLASS_MAP);
  }

  public JsonNode completeFile() {
    return studyFile == null ? specification : studyFile;
  }

  private static Map<String, Object> conventions(PreparedStudy study) {
    Map<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("estimand", Spelling.word(study.estimand()));
    Map<String, Object> own = study.estimator().conventions(study.estimand(), study.mapValues());
    conventions.put("definition", own.remove("definition"));
    conventions.put("centring", study.estimand().isCentred() ? "mean of all trials" : "none");
    conventions.put(
        "scaling",
        study.estimand() == Estimand.ROOT_MEAN_SQUARE
            ? "none; as templates min-max scaled to [0,1]"
            : "none");
    for (String name : List.of("divisor", "whitening", "errors", "reliability")) {
      if (own.containsKey(name)) {
        conventions.put(name, own.remove(name));
      }
    }
    conventions.put("agreement", "correlation of the halves");
    conventions.putAll(own);
    conventions.put("templateMetric", "dot: raw product; cosine: maps at unit norm; largest wins");
    conventions.put("averaged", study.stimulus().what());
    if (!study.stimulus().digest().isEmpty()) {
      conventions.put(MADE_OF, study.stimulus().digest());
    }
    if (study.specification().stimuli().antithetic()) {
      conventions.put("pairs", "antithetic");
    }
    study.stimulus().noise().ifPresent(law -> conventions.put("law", describe(law)));
    return conventions;
  }

  private static Map<String, Object> describe(Law law) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", law.name());
    entry.put("mean", law.mean());
    entry.put("variance", law.variance());
    return entry;
  }
}
