package org.revcor.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.server.access.Scope;
import org.revcor.server.analyses.Analyses;
import org.revcor.server.analyses.AnalysisFolders;
import org.revcor.server.analyses.AnalysisView;
import org.revcor.server.analyses.AnalysisView.AnalysisState;

/** Endpoints that list the kinds of analyses, and start, list, read, stop and delete analyses. */
record AnalysisEndpoints(
    Actors actors, Catalogue catalogue, AnalysisFolders folders, Executor readers) {
  private static final String ROOT = "/api/v1/analyses";
  private static final String ONE = ROOT + "/{id}";
  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 500;

  /** Allows a figure to embed images, but neither scripts nor external resources. */
  private static final String FIGURE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none';"
          + " sandbox";

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.immediate(
            ROOT + "/kinds", request -> HttpResponses.json(200, AnalysisRequest.kinds())),
        Endpoint.get(ROOT, this::list),
        Endpoint.post(ROOT, this::create),
        Endpoint.get(ONE, this::get),
        Endpoint.delete(ONE, this::delete).withScope(Scope.ADMIN),
        Endpoint.get(ONE + "/files/{name}", this::file),
        Endpoint.post(ONE + "/stop", this::stop));
  }

  private CompletionStage<HttpResponse> create(Request request) {
    return request
        .json()
        .thenApply(AnalysisRequest::read)
        .thenCompose(given -> given.admit(catalogue, actors::study, readers))
        .thenCompose(
            admitted ->
                actors.<AnalysisView>analysis(
                    replyTo ->
                        new Analyses.Start(admitted.analysis(), admitted.arguments(), replyTo)))
        .thenApply(analysis -> HttpResponses.created(ROOT + "/" + analysis.id(), analysis))
        .exceptionally(Problems.onInvalid("analysis"));
  }

  private CompletionStage<HttpResponse> list(Request request) {
    int limit = request.parameter("limit", DEFAULT_PAGE, 1, MAX_PAGE);
    String after = request.parameter("after").orElse(null);
    return actors
        .ask(
            actors.analyses(),
            (ActorRef<Analyses.Page> replyTo) -> new Analyses.GetPage(limit, after, replyTo))
        .thenApply(page -> HttpResponses.json(200, page));
  }

  private CompletionStage<AnalysisView> analysis(Request request) {
    return actors.analysis(replyTo -> new Analyses.Get(request.id(), replyTo));
  }

  private CompletionStage<HttpResponse> get(Request request) {
    return analysis(request)
        .thenApplyAsync(analysis -> HttpResponses.json(200, withResult(analysis)), readers);
  }

  private ObjectNode withResult(AnalysisView analysis) {
    ObjectNode json = (ObjectNode) JsonBody.tree(analysis);
    Optional<byte[]> result =
        analysis.state() == AnalysisState.FINISHED
            ? read(analysis.id(), AnalysisResultFiles.JSON)
            : Optional.empty();
    json.set(
        "findings",
        result
            .map(bytes -> JsonBody.body(new String(bytes, StandardCharsets.UTF_8)))
            .orElseGet(json::nullNode));
    return json;
  }

  private CompletionStage<HttpResponse> file(Request request) {
    String name = request.variable("name");
    return analysis(request)
        .thenApplyAsync(
            analysis ->
                read(analysis.id(), name)
                    .map(bytes -> file(name, bytes))
                    .orElseThrow(
                        () ->
                            ProblemException.notFound(
                                "analysis %s has no file %s".formatted(analysis.id(), name))),
            readers);
  }

  private static HttpResponse file(String name, byte[] bytes) {
    ContentType type = HttpResponses.typeOf(name.substring(name.lastIndexOf('.') + 1));
    return HttpResponses.download(HttpResponses.of(200, type, bytes), name)
        .addHeader(RawHeader.create("Content-Security-Policy", FIGURE_POLICY));
  }

  private Optional<byte[]> read(String id, String name) {
    return Uncheck.get(() -> folders.file(id, name));
  }

  private CompletionStage<HttpResponse> stop(Request request) {
    return actors
        .<AnalysisView>analysis(replyTo -> new Analyses.Stop(request.id(), replyTo))
        .thenApply(analysis -> HttpResponses.json(202, analysis));
  }

  private CompletionStage<HttpResponse> delete(Request request) {
    return actors
        .<Done>analysis(replyTo -> new Analyses.Delete(request.id(), replyTo))
        .thenApply(done -> HttpResponses.noContent());
  }
}
