package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;
import org.revcor.study.record.StudyState;
import org.revcor.study.registry.Continuation;
import org.revcor.study.registry.StudyQuery;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;

/**
 * Endpoints that create, list, read, pause, resume, extend, clone, stop and delete studies.
 *
 * @param directory parent of the run directories
 * @param readers executor for file access
 * @param parsers executor that reads study files
 */
record StudyEndpoints(AskStudies studies, Path directory, Executor readers, Executor parsers) {
  static final String ROOT = "/api/v1/studies";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 500;
  private static final List<String> OMITTED_IN_LISTS =
      List.of("channels", "specification", "studyFile", "plan");

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ROOT, this::list),
        Endpoint.post(ROOT, this::create),
        Endpoint.get(ROOT + "/{id}", this::get),
        Endpoint.delete(ROOT + "/{id}", this::delete),
        Endpoint.delete(ROOT + "/{id}/checkpoints", this::deleteCheckpoints),
        Endpoint.post(ROOT + "/{id}/pause", this::pause),
        Endpoint.post(ROOT + "/{id}/resume", this::resume),
        Endpoint.post(ROOT + "/{id}/extend", this::extend),
        Endpoint.post(ROOT + "/{id}/clone", this::cloneStudy),
        Endpoint.post(ROOT + "/{id}/stop", this::stop));
  }

  private CompletionStage<HttpResponse> create(Request request) {
    String key = idempotencyKey(request);
    return request
        .json()
        .thenApplyAsync(StudyFile::parseJson, parsers)
        .thenCompose(study -> studies.submit(study, request.caller().name(), key))
        .thenApply(StudyEndpoints::created);
  }

  private static HttpResponse created(StudyView study) {
    return HttpResponses.json(201, study)
        .addHeader(RawHeader.create("Location", ROOT + "/" + study.id()));
  }

  private static @Nullable String idempotencyKey(Request request) {
    Optional<String> key = request.http().getHeader("Idempotency-Key").map(HttpHeader::value);
    if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
      throw new InvalidInputException(
          "Idempotency-Key", key.get(), "1 to 128 visible ASCII characters");
    }
    return key.orElse(null);
  }

  private CompletionStage<HttpResponse> list(Request request) {
    int limit = request.parameter("limit", DEFAULT_PAGE, 1, MAX_PAGE);
    boolean hasSizes = request.parameter("sizes", "false", List.of("true", "false")).equals("true");
    StudyQuery query =
        new StudyQuery(
            limit,
            request.parameter("after").orElse(null),
            StudyQuery.wordsOf(request.parameter("search").orElse("")),
            request.parameter("owner").orElse(null),
            request.parameter("state").isPresent()
                ? word(request, "state", StudyState.RUNNING, StudyState.values())
                : null,
            word(request, "order", StudyQuery.Order.NEWEST, StudyQuery.Order.values()));
    CompletionStage<StudyRegistry.Page> page = studies.page(query);
    return hasSizes
        ? page.thenApplyAsync(
            found -> HttpResponses.json(200, json(found, this::rowWithSize)), readers)
        : page.thenApply(found -> HttpResponses.json(200, json(found, StudyEndpoints::row)));
  }

  private static <E extends Enum<E>> E word(
      Request request, String name, E defaultValue, E[] values) {
    List<String> words = Arrays.stream(values).map(Spelling::word).toList();
    return values[words.indexOf(request.parameter(name, Spelling.word(defaultValue), words))];
  }

  private CompletionStage<HttpResponse> get(Request request) {
    return studies.get(request.variable("id")).thenApply(study -> HttpResponses.json(200, study));
  }

  private CompletionStage<HttpResponse> pause(Request request) {
    return studies.pause(request.variable("id")).thenApply(study -> HttpResponses.json(202, study));
  }

  private CompletionStage<HttpResponse> resume(Request request) {
    return options(request, "fresh")
        .thenCompose(
            options ->
                options.flag("fresh")
                    ? deletable(request)
                        .thenCompose(id -> studies.resume(id, new Continuation.Restart()))
                    : studies.resume(request.variable("id"), new Continuation.FromCheckpoint()))
        .thenApply(study -> HttpResponses.json(202, study));
  }

  private CompletionStage<HttpResponse> extend(Request request) {
    return options(request, "maxTrials")
        .thenCompose(
            options ->
                studies.resume(
                    request.variable("id"),
                    new Continuation.WithTrials(
                        options
                            .whole("maxTrials")
                            .orElseThrow(
                                () ->
                                    new InvalidInputException(
                                        "maxTrials",
                                        "missing",
                                        "the new maximum number of trials")))))
        .thenApply(study -> HttpResponses.json(202, study));
  }

  private CompletionStage<HttpResponse> cloneStudy(Request request) {
    String key = idempotencyKey(request);
    return options(request, "seed", "name")
        .thenCompose(
            options ->
                studies
                    .get(request.variable("id"))
                    .thenApplyAsync(
                        study ->
                            StudyFile.copyOf(
                                study.setup().specification(),
                                options.whole("seed"),
                                options.text("name")),
                        parsers))
        .thenCompose(study -> studies.submit(study, request.caller().name(), key))
        .thenApply(StudyEndpoints::created);
  }

  /** Returns the options in the body; none without a body. */
  private static CompletionStage<RequestOptions> options(Request request, String... known) {
    return request.hasBody()
        ? request.body().thenApply(body -> RequestOptions.read(body, List.of(known)))
        : CompletableFuture.completedStage(RequestOptions.none());
  }

  private CompletionStage<HttpResponse> stop(Request request) {
    return studies.stop(request.variable("id")).thenApply(study -> HttpResponses.json(202, study));
  }

  /**
   * Returns the id of the study of a request that deletes results.
   *
   * @return fails if the caller neither owns the study nor is an administrator
   */
  private CompletionStage<String> deletable(Request request) {
    return studies
        .get(request.variable("id"))
        .thenApply(
            study -> {
              String owner = study.lifecycle().owner();
              if (!request.caller().mayDelete(owner)) {
                throw ProblemException.forbidden(
                    "study %s belongs to %s; only its owner and tokens of scope admin can delete its results"
                        .formatted(study.id(), owner == null ? "nobody" : owner));
              }
              return study.id();
            });
  }

  private CompletionStage<HttpResponse> delete(Request request) {
    return deletable(request)
        .thenCompose(studies::delete)
        .thenApply(done -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
  }

  private CompletionStage<HttpResponse> deleteCheckpoints(Request request) {
    return deletable(request)
        .thenCompose(studies::deleteCheckpoints)
        .thenApply(study -> HttpResponses.json(200, study));
  }

  private static Map<String, Object> json(
      StudyRegistry.Page page, Function<StudyView, JsonNode> row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("studies", page.studies().stream().map(row).toList());
    json.put("next", page.next());
    json.put("damaged", page.damaged());
    return json;
  }

  /** Returns a row with the size of the run directory in bytes. */
  private JsonNode rowWithSize(StudyView study) {
    ObjectNode row = (ObjectNode) row(study);
    return row.put("diskBytes", new RunDirectory(directory.resolve(study.id())).diskBytes());
  }

  /** Returns a study as an entry of a list. */
  static JsonNode row(StudyView study) {
    ObjectNode row = (ObjectNode) JsonBody.tree(study);
    return row.without(OMITTED_IN_LISTS);
  }
}
