package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Estimand;
import org.revcor.inference.NumericPlan;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * What a study computes, and how.
 *
 * @param shape C, H, W of a map
 * @param specification the study file as JSON
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
        MapConventions.of(study),
        study.plan(),
        StudyView.StopView.of(requested.stop(), study.maxTrials()));
  }

  Estimand estimand() {
    return Stream.of(Estimand.values())
        .filter(each -> Spelling.word(each).equals(conventions.get("estimand")))
        .findFirst()
        .orElse(Estimand.CLASS_MAP);
  }

  /** Returns the study file that needs no card. */
  public JsonNode completeFile() {
    return studyFile == null ? specification : studyFile;
  }
}
