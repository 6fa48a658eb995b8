package org.revcor.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.schema.Description;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.plan.StimulusPreview.Format;
import org.revcor.study.specification.DecodedKind;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudyKeys;
import org.revcor.study.specification.StudySpecification;
import org.revcor.worker.ChildPreviews;

/** Endpoints that list the keys and values of studies, and preview stimuli. */
record StimulusEndpoints(Materials materials, ChildPreviews previews, Executor large) {
  private static final int COLUMNS = 8;
  private static final int MAX_COUNT = 64;

  /** The list of keys. Its declared type preserves the discriminator of each description. */
  private record StudyKeyList(List<Description> keys) {}

  /** Timeout of previews, which may start a process. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/stimuli", this::preview).withTimeout(TIMEOUT),
        Endpoint.immediate(
            "/api/v1/study-keys",
            request -> HttpResponses.json(200, new StudyKeyList(StudyKeys.ALL.described()))));
  }

  private CompletionStage<HttpResponse> preview(Request request) {
    int count = request.parameter("count", COLUMNS, 1, MAX_COUNT);
    Format format = request.parameter("format", Format.values()).orElse(Format.PNG);
    return request
        .json()
        .thenApplyAsync(
            json ->
                HttpResponses.of(
                    200,
                    format == Format.PNG ? HttpResponses.PNG : HttpResponses.NPY,
                    file(StudyFile.parseJson(json), count, format)),
            large);
  }

  private byte[] file(StudySpecification study, int count, Format format) {
    return study.stimulus() instanceof DecodedKind
        ? previews.file(study, count, format, COLUMNS)
        : StimulusPreview.of(study, materials, count).file(format, COLUMNS);
  }
}
