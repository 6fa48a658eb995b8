package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.plan.Recommendation;
import org.revcor.study.plan.Recommendation.Candidate;
import org.revcor.study.specification.StudyFile;

/**
 * A recommendation as JSON.
 *
 * @param specification the recommended study
 * @param reliability target of the forecasts
 * @param chosen index of the recommended candidate
 */
record RecommendationJson(
    JsonNode specification,
    List<String> reasons,
    List<String> warnings,
    double reliability,
    int chosen,
    List<Tried> candidates) {

  /**
   * A candidate.
   *
   * @param problem why it has no pilot; null if it has one
   */
  record Tried(JsonNode specification, @Nullable String problem, @Nullable Figures pilot) {}

  /**
   * Results of a pilot.
   *
   * @param weightBytes bytes of the weights, per lane
   * @param diskBytes maximum size of the files of the study
   */
  record Figures(
      long trials,
      double trialsPerSecond,
      int lanes,
      long sumBytes,
      long weightBytes,
      long diskBytes,
      PilotReport.Forecast worst,
      PilotReport.Forecast median) {}

  static RecommendationJson of(Recommendation recommendation) {
    double target = recommendation.specification().stop().target();
    return new RecommendationJson(
        StudyFile.toJson(recommendation.specification()),
        recommendation.reasons(),
        recommendation.warnings(),
        target,
        recommendation.chosen(),
        recommendation.candidates().stream().map(candidate -> tried(candidate, target)).toList());
  }

  private static Tried tried(Candidate candidate, double target) {
    return new Tried(
        StudyFile.toJson(candidate.specification()),
        candidate.problem().orElse(null),
        candidate.pilot().map(pilot -> figures(pilot, target)).orElse(null));
  }

  private static Figures figures(PilotReport pilot, double target) {
    return new Figures(
        pilot.trials(),
        pilot.trialsPerSecond(),
        pilot.lanes(),
        pilot.sumBytes(),
        pilot.weightBytes(),
        pilot.diskBytes(),
        pilot.worst(target),
        pilot.median(target));
  }
}
