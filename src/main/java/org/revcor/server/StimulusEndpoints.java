package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.InvalidInputException;
import org.revcor.schema.Description;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.plan.StimulusPreview.Format;
import org.revcor.study.specification.CheckedStudyFile;
import org.revcor.study.specification.DecodedKind;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudyKeys;
import org.revcor.study.specification.StudySpecification;
import org.revcor.worker.ChildNetworks;

/** Endpoints that list the keys of studies, check study files, and preview stimuli. */
record StimulusEndpoints(Materials materials, ChildNetworks networks, Executor large) {
  private static final int COLUMNS = 8;
  private static final int MAX_COUNT = 64;

  /** Key of the body that has a study file, and its name in messages. */
  private static final String TEXT = "studyFile";

  /** The list of keys. Its declared type preserves the discriminator of each description. */
  private record StudyKeyList(List<Description> keys) {}

  /** A study file in JSON, with what is invalid in it. */
  private record Checked(JsonNode specification, List<FieldError> errors) {}

  private record FieldError(String field, String value, String expected, String detail) {
    static FieldError of(InvalidInputException invalid) {
      return new FieldError(
          invalid.field(),
          invalid.value(),
          invalid.expected(),
          String.valueOf(invalid.getMessage()));
    }
  }

  /** Timeout of previews, which may start a process. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/stimuli", this::preview).withTimeout(TIMEOUT),
        Endpoint.post("/api/v1/study-files", this::check),
        Endpoint.immediate(
            "/api/v1/study-keys",
            request -> HttpResponses.json(200, new StudyKeyList(StudyKeys.ALL.described()))));
  }

  private CompletionStage<HttpResponse> check(Request request) {
    return request
        .json()
        .thenApply(body -> JsonBody.section(body, TEXT).anyText(TEXT))
        .thenApplyAsync(
            text -> {
              CheckedStudyFile checked = CheckedStudyFile.of(TEXT, text);
              return HttpResponses.json(
                  200,
                  new Checked(
                      checked.specification(),
                      checked.errors().stream().map(FieldError::of).toList()));
            },
            large);
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
    return study.stimuli().kind() instanceof DecodedKind
        ? networks.preview(study, count, format, COLUMNS)
        : StimulusPreview.of(study, materials, count).file(format, COLUMNS);
  }
}
