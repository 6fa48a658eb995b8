package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Pilot;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.plan.Recommendation;
import org.revcor.study.plan.Recommendation.Candidate;
import org.revcor.study.plan.Recommender;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * Endpoint that recommends settings of a study. Its pilots share the lanes with the studies; it
 * handles one request at a time.
 */
final class RecommendationEndpoints {
  private static final Duration PILOT_TIMEOUT = Duration.ofSeconds(40);

  /**
   * Timeout of a request. It is longer than the timeout of the pilots, to include their
   * preparation.
   */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final Materials materials;
  private final Pilot.Resources lanes;
  private final Executor parsers;
  private final Executor blocking;
  private final AtomicReference<@Nullable Pilot> running = new AtomicReference<>();

  RecommendationEndpoints(
      Materials materials, Pilot.Resources lanes, Executor parsers, Executor blocking) {
    this.materials = materials;
    this.lanes = lanes;
    this.parsers = parsers;
    this.blocking = blocking;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/api/v1/recommendations", this::recommend).withTimeout(TIMEOUT));
  }

  void stop() {
    Pilot pilot = running.get();
    if (pilot != null) {
      pilot.stop();
    }
  }

  private CompletionStage<HttpResponse> recommend(Request request) {
    return request
        .json()
        .thenApplyAsync(StudyFile::parseJson, parsers)
        .thenApplyAsync(
            study -> HttpResponses.json(200, RecommendationJson.of(recommend(study))), blocking);
  }

  private Recommendation recommend(StudySpecification study) {
    Pilot pilot = new Pilot(materials, lanes, PILOT_TIMEOUT);
    if (!running.compareAndSet(null, pilot)) {
      throw ProblemException.conflict(
          "another recommendation is being computed; try again in a few seconds");
    }
    try {
      return Recommender.by(pilot)
          .recommend(study)
          .orElseThrow(
              () -> ProblemException.unavailable("the lanes are too busy for a pilot; try again"));
    } catch (CancellationException stopped) {
      throw ProblemException.unavailable("the server is shutting down");
    } finally {
      running.set(null);
    }
  }

  /** A recommendation as JSON. */
  private record RecommendationJson(
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
}
