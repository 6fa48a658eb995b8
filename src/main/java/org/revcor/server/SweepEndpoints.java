package org.revcor.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.study.results.StudyView;

/** Endpoint that creates a study for each combination of values. */
record SweepEndpoints(AskStudies studies) {
  /** Timeout of a sweep, whose studies are prepared and written one after the other. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/api/v1/sweeps", this::create).withTimeout(TIMEOUT));
  }

  private CompletionStage<HttpResponse> create(Request request) {
    return request
        .json()
        .thenCompose(json -> studies.submitAll(json, request.caller().name(), TIMEOUT))
        .thenApply(submitted -> HttpResponses.json(201, json(submitted)));
  }

  private static Map<String, Object> json(StudyRegistry.Submitted submitted) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("studies", submitted.studies().stream().map(StudyEndpoints::row).toList());
    json.put("leftOut", submitted.leftOut());
    json.put("comparison", comparison(submitted.studies()));
    return json;
  }

  /** Returns the dashboard page that compares the studies; ids need no escaping. */
  private static String comparison(List<StudyView> studies) {
    return studies.stream()
        .map(study -> "study=" + study.id())
        .collect(Collectors.joining("&", "/#/compare?", ""));
  }
}
