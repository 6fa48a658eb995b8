package org.revcor.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.specification.StudyFile;
import org.revcor.specification.StudyKeys;
import org.revcor.study.Materials;
import org.revcor.study.StimulusPreview;

/** What a study may ask for, and what it would show, before it begins. */
final class StimulusEndpoints {
  private static final int SHOWN = 8;
  private static final int MOST = 64;

  private final Materials materials;
  private final Executor blocking;

  StimulusEndpoints(Materials materials, Executor blocking) {
    this.materials = materials;
    this.blocking = blocking;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/stimuli", this::preview),
        Endpoint.get(
            "/api/v1/study-keys",
            request ->
                CompletableFuture.completedStage(
                    HttpResponses.json(200, Map.of("keys", StudyKeys.ALL.described())))));
  }

  private CompletionStage<HttpResponse> preview(Request request) {
    int count = request.parameter("count", SHOWN, 1, MOST);
    return request
        .json()
        .thenApply(StudyFile::parseJson)
        .thenApplyAsync(
            study ->
                HttpResponses.of(
                    200, HttpResponses.PNG, StimulusPreview.of(study, materials, count).png(SHOWN)),
            blocking);
  }
}
