package org.revcor.server;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.estimate.StoppingRule;
import org.revcor.schema.Section;
import org.revcor.study.registry.Continuation;
import org.revcor.study.registry.StudyQuery;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.study.registry.StudyRegistry.SingleStudy;
import org.revcor.study.registry.StudyRegistry.StudySweep;
import org.revcor.study.registry.StudyRequest;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.results.StudyView.Labels;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudyFile.Sweep;

/**
 * Endpoints that create, list, read, pause, resume, extend, clone, stop and delete studies, and
 * create a study for each combination of values.
 */
record StudyEndpoints(Actors actors, Path directory, Executor readers, Executor parsers) {
  static final String ROOT = "/api/v1/studies";

  /** Timeout of a sweep, whose studies are prepared and written one after the other. */
  private static final Duration SWEEP_TIMEOUT = Duration.ofMinutes(10);

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 500;
  private static final int MAX_NAME = 300;
  private static final int MAX_NOTES = 10_000;
  private static final int MAX_TAGS = 20;
  private static final int MAX_TAG = 50;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ROOT, this::list),
        Endpoint.post(ROOT, this::create),
        Endpoint.get(ROOT + "/{id}", this::get),
        Endpoint.delete(ROOT + "/{id}", this::delete),
        Endpoint.patch(ROOT + "/{id}", this::label),
        Endpoint.post(ROOT + "/{id}/pause", request -> accepted(request, StudyRequest.Pause::new)),
        Endpoint.post(ROOT + "/{id}/resume", this::resume),
        Endpoint.post(ROOT + "/{id}/extend", this::extend),
        Endpoint.post(ROOT + "/{id}/clone", this::cloneStudy),
        Endpoint.post(ROOT + "/{id}/stop", request -> accepted(request, StudyRequest.Stop::new)),
        Endpoint.post("/api/v1/sweeps", this::createSweep).withTimeout(SWEEP_TIMEOUT));
  }

  private CompletionStage<HttpResponse> create(Request request) {
    String key = idempotencyKey(request);
    return request
        .json()
        .thenApplyAsync(StudyFile::parseJson, parsers)
        .thenCompose(study -> submit(request, new SingleStudy(study), key, actors.timeout()))
        .thenApply(created -> created(created.studies().getFirst()));
  }

  static HttpResponse created(StudyView study) {
    return HttpResponses.created(ROOT + "/" + study.id(), study);
  }

  private CompletionStage<HttpResponse> createSweep(Request request) {
    String key = idempotencyKey(request);
    return request
        .json()
        .thenCompose(json -> submit(request, new StudySweep(json), key, SWEEP_TIMEOUT))
        .thenApplyAsync(
            created ->
                HttpResponses.rows(
                    201,
                    new CreatedSweep(
                        created.studies(),
                        created.leftOut(),
                        created.studies().stream()
                            .map(study -> "study=" + study.id()) // ids need no escaping
                            .collect(Collectors.joining("&", "/#/compare?", "")))),
            rendering());
  }

  /**
   * The response to a request of a sweep.
   *
   * @param comparison dashboard page that compares the studies
   */
  private record CreatedSweep(
      List<StudyView> studies, List<Sweep.LeftOut> leftOut, String comparison) {}

  private CompletionStage<StudyRegistry.Submitted> submit(
      Request request, StudyRegistry.Requested requested, @Nullable String key, Duration wait) {
    return actors.submit(requested, request.caller().name(), key, wait);
  }

  private CompletionStage<StudyView> resume(String id, Continuation how) {
    return actors.study(id, replyTo -> new StudyRequest.Resume(how, replyTo));
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
    boolean hasSizes = request.parameter("sizes", false);
    StudyQuery query =
        new StudyQuery(
            limit,
            request.parameter("after").orElse(null),
            StudyQuery.wordsOf(request.parameter("search").orElse("")),
            request.parameter("owner").orElse(null),
            request.parameter("state", StudyState.values()).orElse(null),
            request.parameter("order", StudyQuery.Order.values()).orElse(StudyQuery.Order.NEWEST));
    return actors
        .ask(
            actors.studies(),
            (ActorRef<StudyRegistry.Page> replyTo) -> new StudyRegistry.GetPage(query, replyTo))
        .thenApplyAsync(
            page ->
                HttpResponses.rows(
                    200,
                    new Page(
                        hasSizes
                            ? page.studies().stream().map(this::withSize).toList()
                            : page.studies(),
                        page.next(),
                        page.damaged())),
            hasSizes ? readers : rendering());
  }

  /** Returns what writes the JSON of many studies, instead of the thread of the registry. */
  private Executor rendering() {
    return actors.system().executionContext();
  }

  private CompletionStage<HttpResponse> get(Request request) {
    return actors.study(request.id()).thenApply(study -> HttpResponses.json(200, study));
  }

  private CompletionStage<HttpResponse> accepted(
      Request request, Function<ActorRef<StatusReply<StudyView>>, StudyRequest> change) {
    return actors.study(request.id(), change).thenApply(study -> HttpResponses.json(202, study));
  }

  private CompletionStage<HttpResponse> resume(Request request) {
    return options(request, "fresh")
        .thenCompose(
            options ->
                options.has("fresh") && options.flag("fresh")
                    ? deletable(request).thenCompose(id -> resume(id, new Continuation.Restart()))
                    : continued(request, new Continuation.FromCheckpoint()))
        .thenApply(study -> HttpResponses.json(202, study));
  }

  private CompletionStage<HttpResponse> extend(Request request) {
    return options(request, "maxTrials")
        .thenCompose(
            options ->
                continued(
                    request,
                    new Continuation.WithTrials(
                        options.whole("maxTrials", 1, StoppingRule.MAX_TRIALS))))
        .thenApply(study -> HttpResponses.json(202, study));
  }

  /** Continues a study. One whose checkpoints were deleted restarts, which deletes its results. */
  private CompletionStage<StudyView> continued(Request request, Continuation how) {
    return actors
        .study(request.id())
        .thenApply(
            study -> {
              boolean isRestarted =
                  study.lifecycle().state() == StudyState.FINISHED
                      && study.storage().checkpoint() == null;
              return isRestarted ? requireDeletable(request, study) : study.id();
            })
        .thenCompose(id -> resume(id, how));
  }

  private CompletionStage<HttpResponse> cloneStudy(Request request) {
    String key = idempotencyKey(request);
    return options(request, "seed", "name")
        .thenCompose(
            options ->
                actors
                    .study(request.id())
                    .thenApplyAsync(
                        study -> StudyFile.copyOf(study.setup().specification(), options), parsers))
        .thenCompose(study -> submit(request, new SingleStudy(study), key, actors.timeout()))
        .thenApply(created -> created(created.studies().getFirst()));
  }

  /** Returns the options in the body; none without a body. */
  private static CompletionStage<Section> options(Request request, String... known) {
    return (request.hasBody() ? request.body() : CompletableFuture.completedStage("{}"))
        .thenApply(body -> JsonBody.section(body, known));
  }

  /**
   * Returns the id of the study of a request that deletes results.
   *
   * @return fails if the caller neither owns the study nor is an administrator
   */
  private CompletionStage<String> deletable(Request request) {
    return actors.study(request.id()).thenApply(study -> requireDeletable(request, study));
  }

  private static String requireDeletable(Request request, StudyView study) {
    String owner = study.lifecycle().owner();
    if (!request.caller().mayDelete(owner)) {
      throw ProblemException.forbidden(
          "study %s belongs to %s; only its owner and tokens of scope admin can delete its results"
              .formatted(study.id(), owner == null ? "nobody" : owner));
    }
    return study.id();
  }

  private CompletionStage<HttpResponse> label(Request request) {
    return request
        .json()
        .thenCombine(
            actors.study(request.id()),
            (body, study) ->
                labels(JsonBody.section(body, "name", "notes", "tags"), study.labels()))
        .thenCompose(
            labels ->
                actors.<StudyView>study(
                    request.id(), replyTo -> new StudyRequest.Label(labels, replyTo)))
        .thenApply(study -> HttpResponses.json(200, study));
  }

  private static Labels labels(Section changes, Labels before) {
    String name = changes.has("name") ? changes.text("name") : before.name();
    String notes = changes.has("notes") ? changes.anyText("notes") : before.notes();
    String tagRange =
        "a list of at most %d texts of 1 to %d characters".formatted(MAX_TAGS, MAX_TAG);
    List<String> tags = changes.has("tags") ? changes.texts("tags", tagRange) : before.tags();
    if (name.length() > MAX_NAME) {
      throw changes.wrong("name", "at most %d characters".formatted(MAX_NAME));
    }
    if (notes.length() > MAX_NOTES) {
      throw changes.wrong("notes", "at most %d characters".formatted(MAX_NOTES));
    }
    if (tags.size() > MAX_TAGS
        || tags.stream().anyMatch(tag -> tag.isBlank() || tag.length() > MAX_TAG)) {
      throw changes.wrong("tags", tagRange);
    }
    return new Labels(name, notes, tags);
  }

  private CompletionStage<HttpResponse> delete(Request request) {
    return deletable(request)
        .thenCompose(id -> actors.study(id, StudyRequest.Delete::new))
        .thenApply(done -> HttpResponses.noContent());
  }

  /** A page of a list; its members are those of {@link StudyRegistry.Page}. */
  private record Page(
      List<?> studies, @Nullable String next, List<StudyRegistry.Damaged> damaged) {}

  /** A study with the size of its run directory in bytes. */
  private record SizedStudy(@JsonUnwrapped StudyView study, long diskBytes) {}

  private SizedStudy withSize(StudyView study) {
    return new SizedStudy(study, new RunDirectory(directory.resolve(study.id())).diskBytes());
  }
}
