package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.RefusedException;
import org.revcor.study.results.Artefact;
import org.revcor.study.results.ResultFiles;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;

/**
 * Endpoints of the history of looks, the summary, and files that only some studies have.
 *
 * @param directory parent of the run directories
 * @param readers executor for file access
 * @param large executor of results, which take much memory
 */
record ResultEndpoints(AskStudies studies, Path directory, Executor readers, Executor large) {
  private static final String STUDY = StudyEndpoints.ROOT + "/{id}";
  private static final List<String> FORMATS = List.of("json", "csv");

  /**
   * A kind of studies that have files which others lack.
   *
   * @param includes whether a specification is of this kind
   * @param otherwise why other studies have no such file
   * @param untilEnded why a study that has not ended has none
   */
  private record Kind(Predicate<JsonNode> includes, String otherwise, String untilEnded) {}

  private static final Kind COVARIANCE =
      new Kind(
          study -> study.has("covariance"),
          "does not compute covariance; add covariance {} to the study file",
          "has not ended; its axes are computed at the end");
  private static final Kind REGRESSION =
      new Kind(
          study -> study.path("estimator").asText().equals("regression"),
          "is no regression; its estimator must be regression",
          "has not ended; its channels are compared at the end");

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(STUDY + "/history", this::history),
        Endpoint.get(STUDY + "/summary", this::summary),
        file(Artefact.STC, COVARIANCE),
        file(Artefact.STC_AXES, COVARIANCE),
        file(Artefact.STC_EIGENVALUES, COVARIANCE),
        file(Artefact.STC_IMAGE, COVARIANCE),
        file(Artefact.REGRESSION, REGRESSION),
        file(Artefact.REGRESSION_TABLE, REGRESSION),
        file(Artefact.COEFFICIENTS, REGRESSION),
        file(Artefact.SCORE_COVARIANCE, REGRESSION));
  }

  private Endpoint file(Artefact file, Kind kind) {
    ContentType type =
        switch (file.format()) {
          case "json" -> HttpResponses.JSON;
          case "csv" -> HttpResponses.CSV;
          case "png" -> HttpResponses.PNG;
          default -> HttpResponses.NPY;
        };
    return Endpoint.get(
        STUDY + "/" + file.fileName(),
        request ->
            studies
                .get(request.id())
                .thenApplyAsync(study -> read(study, file, type, kind), large));
  }

  private HttpResponse read(StudyView study, Artefact file, ContentType type, Kind kind) {
    if (!kind.includes().test(study.setup().specification().path("study"))) {
      throw notFound(study, kind.otherwise());
    }
    if (!study.lifecycle().state().isEnded()) {
      throw notFound(study, kind.untilEnded());
    }
    try {
      ResultFiles results = run(study).results();
      Optional<Path> checked = results.checked(file);
      return checked.isPresent()
          ? HttpResponses.download(type, study, file.fileName(), checked.get())
          : HttpResponses.download(type, study, file.fileName(), results.read(file));
    } catch (NoSuchFileException e) {
      throw notFound(
          study,
          file == Artefact.STC_IMAGE
                  && study.lifecycle().end() != null
                  && study.lifecycle().problem() == null
              ? "has no axis to show; see stc.json"
              : "ended without results");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProblemException notFound(StudyView study, String why) {
    return ProblemException.notFound("study %s %s".formatted(study.id(), why));
  }

  private CompletionStage<HttpResponse> history(Request request) {
    boolean csv =
        request.parameter("format", acceptsCsv(request) ? "csv" : "json", FORMATS).equals("csv");
    long from = request.parameter("from", 0L, 0L, Long.MAX_VALUE);
    return studies
        .get(request.id())
        .thenApplyAsync(study -> history(run(study), csv, from), readers);
  }

  private static HttpResponse history(RunDirectory run, boolean csv, long from) {
    Uncheck.run(() -> run.results().checked(Artefact.HISTORY));
    History history = new History(run.history(), from);
    return HttpResponse.create()
        .withEntity(
            csv
                ? HttpEntities.create(HttpResponses.CSV, history.csv())
                : HttpEntities.create(HttpResponses.JSON, history.json()));
  }

  /** Returns whether the client accepts CSV but not JSON. */
  private static boolean acceptsCsv(Request request) {
    String accept = request.http().getHeader("Accept").map(HttpHeader::value).orElse("");
    return accept.contains("text/csv") && !accept.contains("application/json");
  }

  private CompletionStage<HttpResponse> summary(Request request) {
    return studies.get(request.id()).thenApplyAsync(this::summary, readers);
  }

  private HttpResponse summary(StudyView study) {
    try {
      return HttpResponses.of(200, HttpResponses.JSON, run(study).results().read(Artefact.SUMMARY));
    } catch (NoSuchFileException e) {
      throw RefusedException.conflict(
          "study %s has no summary yet; it is written when the study ends with results"
              .formatted(study.id()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunDirectory run(StudyView study) {
    return new RunDirectory(directory.resolve(study.id()));
  }
}
