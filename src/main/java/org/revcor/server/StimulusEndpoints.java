package org.revcor.server;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.specification.StudyFile;
import org.revcor.study.Materials;
import org.revcor.study.StimulusPreview;

/** What a study would show, before it begins. */
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
    return List.of(Endpoint.post("/api/v1/stimuli", this::preview));
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
