package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.revcor.study.Studies;
import org.revcor.study.StudyFile;
import org.revcor.study.StudyView;

/** Studies themselves: created, listed, read, stopped, deleted. */
final class StudyEndpoints {
  static final String ROOT = "/api/v1/studies";

  private static final int PAGE = 50;
  private static final int LARGEST_PAGE = 500;
  private static final List<String> NOT_IN_THE_LIST = List.of("channels", "specification", "plan");

  private final AskStudies studies;

  StudyEndpoints(AskStudies studies) {
    this.studies = studies;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ROOT, this::list),
        Endpoint.post(ROOT, this::create),
        Endpoint.get(ROOT + "/{id}", this::get),
        Endpoint.delete(ROOT + "/{id}", this::delete),
        Endpoint.post(ROOT + "/{id}/stop", this::stop));
  }

  private CompletionStage<HttpResponse> create(Request request) {
    if (!request.hasBody() && !request.bodyIs("application/json")) {
      throw new RefusedException(Problem.unsupportedMediaType("", "application/json"));
    }
    return request
        .body()
        .thenApply(StudyFile::parseJson)
        .thenCompose(studies::submit)
        .thenApply(
            study ->
                Answers.json(201, study)
                    .addHeader(RawHeader.create("Location", ROOT + "/" + study.id())));
  }

  private CompletionStage<HttpResponse> list(Request request) {
    int limit = request.parameter("limit", PAGE, 1, LARGEST_PAGE);
    return studies
        .page(limit, request.parameter("after").orElse(null))
        .thenApply(page -> Answers.json(200, json(page)));
  }

  private CompletionStage<HttpResponse> get(Request request) {
    return studies.get(request.variable("id")).thenApply(study -> Answers.json(200, study));
  }

  private CompletionStage<HttpResponse> stop(Request request) {
    return studies.stop(request.variable("id")).thenApply(study -> Answers.json(202, study));
  }

  private CompletionStage<HttpResponse> delete(Request request) {
    return studies
        .delete(request.variable("id"))
        .thenApply(done -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
  }

  private static Map<String, Object> json(Studies.Page page) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("studies", page.studies().stream().map(StudyEndpoints::row).toList());
    json.put("next", page.next());
    return json;
  }

  /** A study as lists have it. */
  static JsonNode row(StudyView study) {
    ObjectNode row = (ObjectNode) Json.tree(study);
    return row.without(NOT_IN_THE_LIST);
  }
}
