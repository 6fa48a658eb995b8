package org.revcor.server;

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
import org.revcor.study.plan.Recommendation;
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

  /**
   * @param parsers executor that reads study files
   * @param blocking executor of pilots, which last long
   */
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

  /** Stops the running pilot, if any. */
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
}
